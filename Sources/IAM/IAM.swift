// IAM: Amazon Resource Names, role names, and trust policies: who may assume a role, and on what condition.
//
// Pure values and evaluation over them; no cryptography, no I/O.

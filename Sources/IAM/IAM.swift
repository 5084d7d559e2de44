// IAM: Amazon Resource Names, and the IAM policy language: reading, compiling and evaluating policies.
//
// Pure values and evaluation over them; no cryptography, no I/O.
//
// Names/        ARNs, accounts, roles
// Matching/     wildcards and policy variables
// Conditions/   operators, their values, the context of a request
// Statements/   the elements of one statement
// Policy/       whole documents, by what they are attached to
// Evaluation/   who asks, all policies that count, the decision and its trace

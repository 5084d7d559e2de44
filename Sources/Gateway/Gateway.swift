// Gateway: the HTTP application. Routes, sessions, sign-in, portal, `/sts`, development mode.
//
// request → session → proof → identity → rules → grant → page; each step is a type of a floor below.

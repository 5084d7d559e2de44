// HTTP: the server (libmicrohttpd), the client (libcurl multi), and the types both share.
//
// Messages/ holds values without I/O, Server/ and Client/ own the C libraries. It knows no route and no page.

// Configuration: the one YAML file, read as a whole against one schema.
//
// Every finding has file, line, column, a sentence and a remedy. What comes out are the typed values of the
// floors below; nothing here opens a socket.

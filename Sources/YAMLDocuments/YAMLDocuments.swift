// YAMLDocuments: libyaml behind Swift types. A YAML file becomes a tree of nodes with line and column.
//
// Scalars stay the text that stands in the file; what type a scalar has is the schema's word, never YAML's.

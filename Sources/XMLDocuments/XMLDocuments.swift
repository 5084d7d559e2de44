// XMLDocuments: XML that comes from strangers, read by libxml2 under limits; its canonical forms; and XML written.
//
// Every byte goes one way: `DocumentScan` looks at the bytes before libxml2 does, `HardenedParse` lets libxml2
// build the tree and counts along, `XMLDocument` owns the tree and never changes it. `XMLNode` reads in it,
// `Canonicaliser` writes its canonical forms. No document type, no entity beyond the five of XML itself, no
// processing instruction, no network, UTF-8 only.

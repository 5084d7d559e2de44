// XMLDocuments: XML that comes from strangers, read by libxml2 into Swift values under limits, and XML written.
//
// `ParsedTree` is the one place where libxml2 reads bytes and the one owner of its memory. No document type, no
// entity beyond the five of XML itself, no network, UTF-8 only.

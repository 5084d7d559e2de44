// Pages: templates and the pages made from them. A page is a pure function of a value to HTML.
//
// Text is escaped where it is put in; only a template can write mark-up. It knows no session and no request.

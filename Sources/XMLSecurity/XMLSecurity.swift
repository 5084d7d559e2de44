// XMLSecurity: XML signatures and XML encryption, limited to what SAML 2.0 allows of them (SAML core §5, §6).

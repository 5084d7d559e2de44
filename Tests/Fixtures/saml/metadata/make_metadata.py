#!/usr/bin/env python3
"""Writes the metadata fixtures in the shapes that providers publish, with keys and names of their own.

Needs `cryptography`, `openssl` and `xmlsec1`. Keys are made anew and thrown away, so a run replaces every file; what
the tests expect of keys stands in keys.json, which is written along.
"""
import base64, datetime, hashlib, json, os, pathlib, subprocess, tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

here = pathlib.Path(__file__).parent
scratch = pathlib.Path(tempfile.mkdtemp())
facts = {}


def day(year):
    return datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc)


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def certificate(name, kind="rsa2048", since=2025, until=2035):
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "p256" else rsa.generate_private_key(65537, int(kind[3:]))
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(day(since)).not_valid_after(day(until))
            .sign(key, hashes.SHA256()))
    der = made.public_bytes(serialization.Encoding.DER)
    facts[name] = hashlib.sha256(der).hexdigest()
    return key, der


def version1(name):
    """As Keycloak makes them for its realms: version 1, no extension."""
    key = rsa.generate_private_key(65537, 2048)
    (scratch / "v1.key").write_bytes(pem(key))
    run = lambda *words: subprocess.run(words, check=True, capture_output=True)
    run("openssl", "req", "-new", "-key", scratch / "v1.key", "-subj", f"/CN={name}", "-out", scratch / "v1.csr")
    run("openssl", "x509", "-req", "-in", scratch / "v1.csr", "-signkey", scratch / "v1.key", "-days", "3650",
        "-outform", "DER", "-out", scratch / "v1.der")
    der = (scratch / "v1.der").read_bytes()
    assert x509.load_der_x509_certificate(der).version == x509.Version.v1
    facts[name] = hashlib.sha256(der).hexdigest()
    return key, der


def flat(der):
    return base64.b64encode(der).decode()


def wrapped(der, indent="", width=64):
    text = flat(der)
    return "\n".join(indent + text[at:at + width] for at in range(0, len(text), width))


TEMPLATE = """<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>\
<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>\
<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>\
<ds:Reference URI="#{id}"><ds:Transforms>\
<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>\
<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>\
<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference>\
</ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}\
</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"""


def signed(text, root, id, key, der):
    text = text.replace("<!--signature-->", TEMPLATE.format(id=id, certificate=flat(der)), 1)
    (scratch / "key.pem").write_bytes(pem(key))
    (scratch / "in.xml").write_text(text)
    subprocess.run(["xmlsec1", "--sign", "--privkey-pem", scratch / "key.pem", "--id-attr:ID",
                    f"urn:oasis:names:tc:SAML:2.0:metadata:{root}", "--output", scratch / "out.xml",
                    scratch / "in.xml"], check=True, capture_output=True)
    return (scratch / "out.xml").read_text()


def write(name, text):
    (here / name).write_text(text)


R = "urn:oasis:names:tc:SAML:2.0:bindings:"
P = "urn:oasis:names:tc:SAML:2.0:protocol"

# Microsoft Entra ID: signed, WS-Federation roles first, three keys that roll over.
_, e1 = certificate("accounts.accesscontrol.windows.net 1")
_, e2 = certificate("accounts.accesscontrol.windows.net 2")
ek, e3 = certificate("Microsoft Azure Federated SSO Certificate")
tenant = "9122040d-6c67-4c5b-b112-36a304b66dad"
role_keys = lambda *ders: "".join(
    f'<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>'
    f'{flat(der)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>' for der in ders)
fed = (f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
       f'protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706" '
       f'xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706"')
claims = ('<fed:ClaimTypesOffered><auth:ClaimType Uri="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name" '
          'xmlns:auth="http://docs.oasis-open.org/wsfed/authorization/200706"><auth:DisplayName>Name</auth:DisplayName>'
          '<auth:Description>The mutable display name of the user.</auth:Description></auth:ClaimType>'
          '</fed:ClaimTypesOffered>')
place = (f'<fed:PassiveRequestorEndpoint><wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing">'
         f'<wsa:Address>https://login.microsoftonline.com/{tenant}/wsfed</wsa:Address></wsa:EndpointReference>'
         f'</fed:PassiveRequestorEndpoint>')
write("entra.xml", signed(
    f'<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="_7fbb32ce-8b26-4b66-b8ce-2b3d6c8a9f63" '
    f'entityID="https://sts.windows.net/{tenant}/" xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><!--signature-->'
    f'<RoleDescriptor xsi:type="fed:SecurityTokenServiceType" {fed}>{role_keys(e1, e2, e3)}{claims}{place}'
    f'</RoleDescriptor><RoleDescriptor xsi:type="fed:ApplicationServiceType" {fed}>{role_keys(e1, e2, e3)}'
    f'<fed:TargetScopes><wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsa:Address>'
    f'https://sts.windows.net/{tenant}/</wsa:Address></wsa:EndpointReference></fed:TargetScopes>{place}'
    f'</RoleDescriptor><IDPSSODescriptor protocolSupportEnumeration="{P}">{role_keys(e1, e2, e3)}'
    f'<SingleLogoutService Binding="{R}HTTP-Redirect" Location="https://login.microsoftonline.com/{tenant}/saml2"/>'
    f'<SingleSignOnService Binding="{R}HTTP-Redirect" Location="https://login.microsoftonline.com/{tenant}/saml2"/>'
    f'<SingleSignOnService Binding="{R}HTTP-POST" Location="https://login.microsoftonline.com/{tenant}/saml2"/>'
    f'</IDPSSODescriptor></EntityDescriptor>', "EntityDescriptor", "_7fbb32ce-8b26-4b66-b8ce-2b3d6c8a9f63", ek, e3))

# AD FS: signed by the token-signing key, roles of WS-Federation and of a service provider, an entity ID of http.
ak, a1 = certificate("ADFS Signing - fs.example.com")
_, a2 = certificate("ADFS Encryption - fs.example.com")
host = "https://fs.example.com/adfs"
adfs_key = lambda use, der: (
    f'<KeyDescriptor use="{use}"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>'
    f'{flat(der)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>')
formats = "".join(f"<NameIDFormat>urn:oasis:names:tc:SAML:{name}</NameIDFormat>" for name in (
    "1.1:nameid-format:emailAddress", "2.0:nameid-format:persistent", "2.0:nameid-format:transient"))
write("adfs.xml", signed(
    f'<EntityDescriptor ID="_0e5a84d2-5c4e-4a5b-9a2e-6f8a52c1c0de" entityID="http://fs.example.com/adfs/services/trust" '
    f'xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><!--signature-->'
    f'<RoleDescriptor xsi:type="fed:ApplicationServiceType" {fed} '
    f'ServiceDisplayName="Example Company">{adfs_key("encryption", a2)}{claims}</RoleDescriptor>'
    f'<RoleDescriptor xsi:type="fed:SecurityTokenServiceType" {fed}>{adfs_key("signing", a1)}{claims}</RoleDescriptor>'
    f'<SPSSODescriptor WantAssertionsSigned="true" protocolSupportEnumeration="{P}">{adfs_key("encryption", a2)}'
    f'{adfs_key("signing", a1)}<SingleLogoutService Binding="{R}HTTP-Redirect" Location="{host}/ls/"/>{formats}'
    f'<AssertionConsumerService Binding="{R}HTTP-POST" Location="{host}/ls/" index="0" isDefault="true"/>'
    f'</SPSSODescriptor><IDPSSODescriptor protocolSupportEnumeration="{P}">{adfs_key("encryption", a2)}'
    f'{adfs_key("signing", a1)}<SingleLogoutService Binding="{R}HTTP-Redirect" Location="{host}/ls/"/>'
    f'<SingleLogoutService Binding="{R}HTTP-POST" Location="{host}/ls/"/>{formats}'
    f'<SingleSignOnService Binding="{R}HTTP-Redirect" Location="{host}/ls/"/>'
    f'<SingleSignOnService Binding="{R}HTTP-POST" Location="{host}/ls/"/>'
    f'<Attribute Name="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress" '
    f'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri" FriendlyName="E-Mail Address" '
    f'xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/></IDPSSODescriptor>'
    f'<ContactPerson contactType="support"/></EntityDescriptor>',
    "EntityDescriptor", "_0e5a84d2-5c4e-4a5b-9a2e-6f8a52c1c0de", ak, a1))

# Okta: unsigned, certificate in lines of 64.
_, o1 = certificate("dev-123456")
okta = "https://dev-123456.okta.com/app/dev-123456_sallyport_1/exk1fcia6d6EMsf331d8/sso/saml"
write("okta.xml", f'''<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor \
entityID="http://www.okta.com/exk1fcia6d6EMsf331d8" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">\
<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="{P}">\
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>\
<ds:X509Certificate>{wrapped(o1)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat>\
<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>\
<md:SingleSignOnService Binding="{R}HTTP-POST" Location="{okta}"/>\
<md:SingleSignOnService Binding="{R}HTTP-Redirect" Location="{okta}"/></md:IDPSSODescriptor></md:EntityDescriptor>''')

# Google Workspace: unsigned, `validUntil` with milliseconds, a query in the entity ID.
_, g1 = certificate("Google")
google = "https://accounts.google.com/o/saml2/idp?idpid=C01a2b3c4"
write("google.xml", f'''<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://accounts.google.com/o/saml2?idpid=C01a2b3c4" validUntil="2031-03-02T10:26:45.000Z">
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="{P}">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data>
          <ds:X509Certificate>{wrapped(g1)}</ds:X509Certificate>
        </ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>
    <md:SingleSignOnService Binding="{R}HTTP-Redirect" Location="{google}"/>
    <md:SingleSignOnService Binding="{R}HTTP-POST" Location="{google}"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
''')

# Keycloak: a certificate of version 1, `KeyName` beside it, every binding, artifacts.
_, k1 = version1("master")
realm = "https://keycloak.example.com/realms/master/protocol/saml"
services = lambda name, *bindings: "\n".join(
    f'        <md:{name} Binding="{R}{binding}" Location="{realm}"/>' for binding in bindings)
write("keycloak.xml", f'''<md:EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" \
xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://keycloak.example.com/realms/master">
    <md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="{P}">
        <md:KeyDescriptor use="signing">
            <ds:KeyInfo>
                <ds:KeyName>FJ86GcF3jTbNLOco4NvZkUCIUmfYCqoqtOQeMfbhNlE</ds:KeyName>
                <ds:X509Data>
                    <ds:X509Certificate>{flat(k1)}</ds:X509Certificate>
                </ds:X509Data>
            </ds:KeyInfo>
        </md:KeyDescriptor>
        <md:ArtifactResolutionService Binding="{R}SOAP" Location="{realm}/resolve" index="0"/>
{services("SingleLogoutService", "HTTP-POST", "HTTP-Redirect", "HTTP-Artifact", "SOAP")}
        <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
        <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</md:NameIDFormat>
        <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat>
        <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>
{services("SingleSignOnService", "HTTP-POST", "HTTP-Redirect", "SOAP", "HTTP-Artifact")}
    </md:IDPSSODescriptor>
</md:EntityDescriptor>
''')

# Shibboleth IdP: comments, scopes, words for people, SAML 1 beside SAML 2, a key for the back channel.
_, s1 = certificate("idp.example.org back channel", until=2045)
_, s2 = certificate("idp.example.org front channel", until=2045)
_, s3 = certificate("idp.example.org encryption", until=2045)
_, s4 = certificate("attributes.example.org")
shib = "https://idp.example.org/idp/profile"
shib_key = lambda use, der: f'''        <KeyDescriptor use="{use}">
            <ds:KeyInfo>
                    <ds:X509Data>
                        <ds:X509Certificate>
{wrapped(der)}
                        </ds:X509Certificate>
                    </ds:X509Data>
            </ds:KeyInfo>
        </KeyDescriptor>
'''
write("shibboleth.xml", f'''<?xml version="1.0" encoding="UTF-8"?>
<!--
     This is example metadata only. Do *NOT* supply it as is without review,
     and do *NOT* provide it in real time to your partners.
-->
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" \
xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" xmlns:xml="http://www.w3.org/XML/1998/namespace" \
xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" xmlns:req-attr="urn:oasis:names:tc:SAML:protocol:ext:req-attr" \
validUntil="2031-01-01T00:00:00.000Z" entityID="https://idp.example.org/idp/shibboleth">
    <IDPSSODescriptor protocolSupportEnumeration="{P} urn:oasis:names:tc:SAML:1.1:protocol urn:mace:shibboleth:1.0" \
req-attr:supportsRequestedAttributes="true">
        <Extensions>
            <shibmd:Scope regexp="false">example.org</shibmd:Scope>
            <shibmd:Scope regexp="true">^.+\\.example\\.org$</shibmd:Scope>
            <mdui:UIInfo>
                <mdui:DisplayName xml:lang="de">Universität Beispiel</mdui:DisplayName>
                <mdui:DisplayName xml:lang="en">Example University</mdui:DisplayName>
                <mdui:Description xml:lang="en">Members of Example University</mdui:Description>
                <mdui:Logo height="80" width="80">https://idp.example.org/logo.png</mdui:Logo>
            </mdui:UIInfo>
        </Extensions>
        <!-- First signing certificate is BackChannel, the Second is FrontChannel-->
{shib_key("signing", s1)}{shib_key("signing", s2)}{shib_key("encryption", s3)}
        <ArtifactResolutionService Binding="urn:oasis:names:tc:SAML:1.0:bindings:SOAP-binding" Location="{shib.replace('.org', '.org:8443')}/SAML1/SOAP/ArtifactResolution" index="1"/>
        <ArtifactResolutionService Binding="{R}SOAP" Location="{shib.replace('.org', '.org:8443')}/SAML2/SOAP/ArtifactResolution" index="2"/>
        <!--
        <SingleLogoutService Binding="{R}HTTP-POST" Location="{shib}/SAML2/POST/SLO"/>
        -->
        <SingleLogoutService Binding="{R}HTTP-Redirect" Location="{shib}/SAML2/Redirect/SLO" ResponseLocation="{shib}/SAML2/Redirect/SLO/answer"/>
        <NameIDFormat>urn:mace:shibboleth:1.0:nameIdentifier</NameIDFormat>
        <NameIDFormat>
            urn:oasis:names:tc:SAML:2.0:nameid-format:transient
        </NameIDFormat>
        <SingleSignOnService Binding="urn:mace:shibboleth:1.0:profiles:AuthnRequest" Location="{shib}/Shibboleth/SSO"/>
        <SingleSignOnService Binding="{R}HTTP-POST" req-attr:supportsRequestedAttributes="true" Location="{shib}/SAML2/POST/SSO"/>
        <SingleSignOnService Binding="{R}HTTP-POST-SimpleSign" Location="{shib}/SAML2/POST-SimpleSign/SSO"/>
        <SingleSignOnService Binding="{R}HTTP-Redirect" Location="{shib}/SAML2/Redirect/SSO"/>
    </IDPSSODescriptor>
    <AttributeAuthorityDescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol">
{shib_key("signing", s4)}
        <AttributeService Binding="urn:oasis:names:tc:SAML:1.0:bindings:SOAP-binding" Location="{shib.replace('.org', '.org:8443')}/SAML1/SOAP/AttributeQuery"/>
    </AttributeAuthorityDescriptor>
</EntityDescriptor>
''')

# SimpleSAMLphp: one certificate for both uses, long expired, as installations keep them; an organisation and a contact.
_, p1 = certificate("login.example.edu", since=2012, until=2022)
php_key = lambda use: f'''    <md:KeyDescriptor use="{use}">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data>
          <ds:X509Certificate>{flat(p1)}</ds:X509Certificate>
        </ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
'''
php = "https://login.example.edu/simplesaml/saml2/idp"
write("simplesamlphp.xml", f'''<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{php}/metadata.php">
  <md:IDPSSODescriptor protocolSupportEnumeration="{P}">
{php_key("signing")}{php_key("encryption")}    <md:SingleLogoutService Binding="{R}HTTP-Redirect" Location="{php}/SingleLogoutService.php"/>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</md:NameIDFormat>
    <md:SingleSignOnService Binding="{R}HTTP-Redirect" Location="{php}/SSOService.php"/>
  </md:IDPSSODescriptor>
  <md:Organization>
    <md:OrganizationName xml:lang="en">example</md:OrganizationName>
    <md:OrganizationDisplayName xml:lang="en">Example College</md:OrganizationDisplayName>
    <md:OrganizationURL xml:lang="en">https://example.edu/</md:OrganizationURL>
  </md:Organization>
  <md:ContactPerson contactType="technical">
    <md:GivenName>Administrator</md:GivenName>
    <md:EmailAddress>mailto:admin@example.edu</md:EmailAddress>
  </md:ContactPerson>
</md:EntityDescriptor>
''')

# LemonLDAP::NG: bare keys, several roles.
lk = rsa.generate_private_key(65537, 2048)
numbers = lk.public_key().public_numbers()
number = lambda value: base64.b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big")).decode()
facts["lemonldap modulus"] = f"{numbers.n:x}"
lemon_key = lambda use: f'''    <KeyDescriptor use="{use}">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:KeyValue>
<ds:RSAKeyValue xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
\t<ds:Modulus>{number(numbers.n)}</ds:Modulus>
\t<ds:Exponent>{number(numbers.e)}</ds:Exponent>
</ds:RSAKeyValue>
        </ds:KeyValue>
      </ds:KeyInfo>
    </KeyDescriptor>
'''
lemon = "https://auth.example.com/saml"
write("lemonldap.xml", f'''<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{lemon}/metadata">
  <IDPSSODescriptor WantAuthnRequestsSigned="1" protocolSupportEnumeration="{P}">
{lemon_key("signing")}{lemon_key("encryption")}    <ArtifactResolutionService isDefault="true" index="0" Binding="{R}SOAP" Location="{lemon}/artifact"/>
    <SingleLogoutService Binding="{R}HTTP-Redirect" Location="{lemon}/singleLogout" ResponseLocation="{lemon}/singleLogoutReturn"/>
    <SingleLogoutService Binding="{R}HTTP-POST" Location="{lemon}/singleLogout" ResponseLocation="{lemon}/singleLogoutReturn"/>
    <SingleLogoutService Binding="{R}SOAP" Location="{lemon}/singleLogoutSOAP"/>
    <NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>
    <SingleSignOnService Binding="{R}HTTP-Redirect" Location="{lemon}/singleSignOn"/>
    <SingleSignOnService Binding="{R}HTTP-POST" Location="{lemon}/singleSignOn"/>
    <SingleSignOnService Binding="{R}HTTP-Artifact" Location="{lemon}/singleSignOnArtifact"/>
  </IDPSSODescriptor>
  <SPSSODescriptor AuthnRequestsSigned="1" WantAssertionsSigned="1" protocolSupportEnumeration="{P}">
{lemon_key("signing")}    <AssertionConsumerService isDefault="true" index="0" Binding="{R}HTTP-Artifact" Location="{lemon}/proxySingleSignOnArtifact"/>
  </SPSSODescriptor>
</EntityDescriptor>
''')

# A federation: groups within a group, three identity providers and a service provider, signed as a whole.
fk, f1 = certificate("metadata.federation.example")
_, other = certificate("metadata.elsewhere.example")
_, weak = certificate("weak.federation.example", "rsa1024")
_, curve = certificate("curve.federation.example", "p256")
member = lambda name, der, extra="": f'''    <md:EntityDescriptor entityID="https://{name}.federation.example/idp"{extra}>
      <md:IDPSSODescriptor protocolSupportEnumeration="{P}">
        <md:KeyDescriptor><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{flat(der)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
        <md:SingleSignOnService Binding="{R}HTTP-Redirect" Location="https://{name}.federation.example/sso"/>
      </md:IDPSSODescriptor>
    </md:EntityDescriptor>
'''
write("federation.xml", signed(f'''<?xml version="1.0" encoding="UTF-8"?>
<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ID="federation-20261101" Name="https://federation.example" validUntil="2030-11-15T00:00:00Z" cacheDuration="PT6H"><!--signature-->
  <md:EntitiesDescriptor Name="https://federation.example/idps" cacheDuration="PT1H">
{member("rsa", s2)}{member("curve", curve, ' validUntil="2030-06-01T00:00:00Z"')}{member("weak", weak)}  </md:EntitiesDescriptor>
  <md:EntityDescriptor entityID="https://wiki.federation.example/sp">
    <md:SPSSODescriptor protocolSupportEnumeration="{P}">
      <md:AssertionConsumerService Binding="{R}HTTP-POST" Location="https://wiki.federation.example/acs" index="0"/>
    </md:SPSSODescriptor>
  </md:EntityDescriptor>
</md:EntitiesDescriptor>
''', "EntitiesDescriptor", "federation-20261101", fk, f1))

for name, der in (("entra", e3), ("adfs", a1), ("federation", f1), ("elsewhere", other)):
    write(f"{name}.pem", "-----BEGIN CERTIFICATE-----\n" + wrapped(der) + "\n-----END CERTIFICATE-----\n")
write("keys.json", json.dumps(facts, indent=2, sort_keys=True) + "\n")

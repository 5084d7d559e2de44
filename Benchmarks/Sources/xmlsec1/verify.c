// verify KEY SECONDS FILE…: verifies signed responses by libxmlsec1 again and again, each from its bytes to the verdict,
// and does what no verifier can leave out by the libraries themselves. Prints `NAME MICROSECONDS` of processor time.

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

static const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;

struct input {
    char *bytes;
    int length;
    xmlDocPtr tree;
    xmlNodePtr signature, info;
    xmlChar *content, *signed_info;
    int content_length, signed_length;
    unsigned char value[1024];
    int value_length;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void require(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "verify: %s\n", what);
    exit(1);
}

static xmlDocPtr parse(const struct input *input) {
    xmlDocPtr tree = xmlReadMemory(input->bytes, input->length, NULL, NULL, options);
    require(tree != NULL, "a file is not XML");
    return tree;
}

static void whole(const struct input *input, xmlSecKeyPtr key) {
    static const xmlChar *identifiers[] = {BAD_CAST "ID", NULL};
    xmlDocPtr tree = parse(input);
    xmlSecAddIDs(tree, xmlDocGetRootElement(tree), identifiers);
    xmlNodePtr node = xmlSecFindChild(xmlDocGetRootElement(tree), xmlSecNodeSignature, xmlSecDSigNs);
    require(node != NULL, "a file is not signed");
    xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);
    context->signKey = xmlSecKeyDuplicate(key);
    require(xmlSecDSigCtxVerify(context, node) == 0 && context->status == xmlSecDSigStatusSucceeded, "does not verify");
    xmlSecDSigCtxDestroy(context);
    xmlFreeDoc(tree);
}

static int is_inside(xmlNodePtr node, xmlNodePtr parent, xmlNodePtr around) {
    if (node->type == XML_NAMESPACE_DECL || node->type == XML_ATTRIBUTE_NODE) node = parent;
    for (; node != NULL; node = node->parent)
        if (node == around) return 1;
    return 0;
}

static int outside_signature(void *input, xmlNodePtr node, xmlNodePtr parent) {
    return !is_inside(node, parent, ((struct input *)input)->signature);
}

static int inside_info(void *input, xmlNodePtr node, xmlNodePtr parent) {
    return is_inside(node, parent, ((struct input *)input)->info);
}

static int canonical(struct input *input, xmlC14NIsVisibleCallback visible, xmlChar **out) {
    xmlOutputBufferPtr buffer = xmlAllocOutputBuffer(NULL);
    require(xmlC14NExecute(input->tree, visible, input, XML_C14N_EXCLUSIVE_1_0, NULL, 0, buffer) >= 0, "no canonical form");
    int length = (int)xmlOutputBufferGetSize(buffer);
    if (out != NULL) *out = xmlStrndup(xmlOutputBufferGetContent(buffer), length);
    xmlOutputBufferClose(buffer);
    return length;
}

static void digest(const struct input *input) {
    unsigned char out[32];
    unsigned int length = 0;
    require(EVP_Digest(input->content, (size_t)input->content_length, out, &length, EVP_sha256(), NULL) == 1, "no digest");
}

static void signature(const struct input *input, EVP_PKEY *key) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    require(EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1, "no verification");
    require(
        EVP_DigestVerify(context, input->value, (size_t)input->value_length, input->signed_info, (size_t)input->signed_length) == 1,
        "the bare signature does not verify");
    EVP_MD_CTX_free(context);
}

static void prepare(struct input *input, const char *path) {
    FILE *file = fopen(path, "rb");
    require(file != NULL, "a file cannot be read");
    input->bytes = malloc(1 << 20);
    input->length = (int)fread(input->bytes, 1, 1 << 20, file);
    fclose(file);
    input->tree = parse(input);
    input->signature = xmlSecFindChild(xmlDocGetRootElement(input->tree), xmlSecNodeSignature, xmlSecDSigNs);
    input->info = xmlSecFindChild(input->signature, xmlSecNodeSignedInfo, xmlSecDSigNs);
    input->content_length = canonical(input, outside_signature, &input->content);
    input->signed_length = canonical(input, inside_info, &input->signed_info);
    xmlChar *text = xmlNodeGetContent(xmlSecFindChild(input->signature, xmlSecNodeSignatureValue, xmlSecDSigNs));
    EVP_ENCODE_CTX *decoder = EVP_ENCODE_CTX_new();
    int first = 0, last = 0;
    EVP_DecodeInit(decoder);
    require(EVP_DecodeUpdate(decoder, input->value, &first, text, (int)strlen((char *)text)) >= 0, "no base64");
    require(EVP_DecodeFinal(decoder, input->value + first, &last) == 1, "no base64");
    input->value_length = first + last;
    EVP_ENCODE_CTX_free(decoder);
    xmlFree(text);
}

int main(int count, char **arguments) {
    require(count > 3, "usage: verify KEY SECONDS FILE…");
    xmlInitParser();
    require(xmlSecInit() == 0 && xmlSecCryptoAppInit(NULL) == 0 && xmlSecCryptoInit() == 0, "libxmlsec1 does not start");
    xmlSecKeyPtr key = xmlSecCryptoAppKeyLoad(arguments[1], xmlSecKeyDataFormatPem, NULL, NULL, NULL);
    FILE *file = fopen(arguments[1], "r");
    require(key != NULL && file != NULL, "the key cannot be read");
    EVP_PKEY *bare = PEM_read_PUBKEY(file, NULL, NULL, NULL);
    fclose(file);

    int files = count - 3;
    struct input *inputs = calloc((size_t)files, sizeof *inputs);
    for (int index = 0; index < files; index++) prepare(&inputs[index], arguments[index + 3]);

    static const char *names[] = {"verify", "parse", "canonical", "digest", "signature"};
    double spent[5] = {0}, end = now() + atof(arguments[2]);
    long rounds = 0;
    for (; now() < end; rounds++) {
        for (int part = 0; part < 5; part++) {
            double start = now();
            for (int index = 0; index < files; index++) {
                struct input *input = &inputs[index];
                switch (part) {
                case 0: whole(input, key); break;
                case 1: xmlFreeDoc(parse(input)); break;
                case 2: canonical(input, outside_signature, NULL), canonical(input, inside_info, NULL); break;
                case 3: digest(input); break;
                default: signature(input, bare);
                }
            }
            spent[part] += now() - start;
        }
    }
    for (int part = 0; part < 5; part++) printf("%s %.3f\n", names[part], spent[part] / (double)(rounds * files) * 1e6);
    return 0;
}

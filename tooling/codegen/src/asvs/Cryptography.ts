// Chapters 11 and 12: ciphers, keys and chance, and the connections that things travel on.
import { type Answer, met, notApplicable, open } from "./Answer.ts"
import * as Tests from "./Tests.ts"

export const cryptography: ReadonlyArray<Answer> = [
  met(
    "11.1.1",
    "life of keys, written down",
    "docs/security/keys.md: where each is made, kept, changed and destroyed, and who has it.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  met(
    "11.1.2",
    "inventory",
    "docs/security/keys.md has every key and algorithm with what it may be used for.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  met(
    "11.2.1",
    "implementations",
    "Node's own (OpenSSL) and `jose`; held against another implementation.",
    Tests.envelopeVault("writes what Web Crypto opens, and opens what Web Crypto writes"),
    Tests.webhookSignature("is verified by the library ${name}, and only with its secret, id, time and body")
  ),
  met(
    "11.2.2",
    "change of keys and algorithms",
    "What is sealed says its format and algorithm, a hash its costs, a token its key; keys are changed while all goes on.",
    Tests.vaultFolder("in the file takes everything over without touching a sealed value; then the old one may go"),
    Tests.secretHash("made elsewhere with other costs verifies too"),
    Tests.loginHash("stands under a new key first, and under the one before as it was")
  ),
  met(
    "11.2.3",
    "strength",
    "AES-256, HMAC-SHA-256 with 256 bits, RSA of 3072 bits.",
    Tests.envelopeVault("writes what Web Crypto opens, and opens what Web Crypto writes"),
    Tests.rsaOaep("are read as they were, with any of the keys that are accepted"),
    Tests.webhookSignature("secrets are 32 bytes, each another one")
  ),
  met(
    "11.3.1",
    "modes and paddings that are weak",
    "None in source, and RSA's old padding is refused with the word that everything else is refused with.",
    Tests.sourceRules("hold in this checkout"),
    Tests.sourceRules("a cipher without authentication"),
    Tests.rsaOaep("are refused with one word whatever is wrong")
  ),
  met(
    "11.3.2",
    "ciphers",
    "AES-256-GCM.",
    Tests.envelopeVault("writes what Web Crypto opens, and opens what Web Crypto writes")
  ),
  met(
    "11.3.3",
    "changes noticed",
    "Every bit of what is sealed is authenticated, with whose and what it is.",
    Tests.envelopeVault("with any single bit changed is refused"),
    Tests.envelopeVault("cut short or lengthened anywhere is refused"),
    Tests.envelopeVault("cannot pass a value off as another's by correcting what the header says")
  ),
  open(
    "11.4.1",
    "hashes",
    "SHA-256 and Argon2id, but for two places that others decided: OAEP of client-encrypted parameters and codes of authenticator apps use SHA-1.",
    "parameters in OAEP with SHA-256 beside the wire's; banks' own seeds stay as they are"
  ),
  met(
    "11.4.2",
    "secrets stored",
    "Client secrets as Argon2id with OWASP's numbers.",
    Tests.secretHash("says how it was made, with the cost that OWASP asks for, and differs each time")
  ),
  met(
    "11.4.3",
    "hashes of signatures",
    "SHA-256 under every signature and proof key.",
    Tests.webhookSignature("is verified by the library ${name}, and only with its secret, id, time and body"),
    Tests.redirect("is made as RFC 7636 (appendix B) says")
  ),
  ...notApplicable("No key is made of a password.", { "11.4.4": "keys from passwords" }),
  met(
    "11.5.1",
    "chance",
    "What must not be guessed comes from the system's generator with 256 bits; ids are not secrets.",
    Tests.firstApplication("come from the system's generator unless another is given"),
    Tests.webhookSignature("secrets are 32 bytes, each another one"),
    Tests.redirect("has a state and a verifier that no other login has")
  ),
  met(
    "11.6.1",
    "making keys and signatures",
    "RSA keys of Node's own generator, HMAC-SHA-256 by `jose` and Node.",
    Tests.rsaOaep("are read as they were, with any of the keys that are accepted"),
    Tests.signer("gives back what it was signed with")
  )
]

const proxy = "There is no TLS here: a proxy in front has to bring it, and nothing looks whether it does."
const tls = "TLS in the server itself, or a start that refuses another address than loopback without a proxy named"

export const communication: ReadonlyArray<Answer> = [
  open("12.1.1", "versions of TLS", proxy, tls),
  open("12.1.2", "cipher suites", proxy, tls),
  ...notApplicable("No client certificate is asked for.", { "12.1.3": "certificates of clients" }),
  open("12.2.1", "TLS to the outside", proxy, tls),
  open("12.2.2", "certificates that the public trusts", proxy, tls),
  open(
    "12.3.1",
    "every connection encrypted",
    "Banks and webhooks are called by https; PostgreSQL of one's own as its address says, sockets between runners in clear.",
    "TLS between runners, and a start that refuses a distant database without it"
  ),
  met(
    "12.3.2",
    "certificates checked",
    "A server whose certificate no trusted authority signed is sent nothing; no source may turn that off, for the browser neither.",
    Tests.certificates("is sent no webhook, unless its authority is trusted"),
    Tests.certificates("is sent no request of a visit, unless its authority is trusted"),
    Tests.sourceRules("a certificate that nobody looks at")
  ),
  open(
    "12.3.3",
    "between our own processes",
    "Runners speak in clear on a network that must be theirs alone; what passes are ids.",
    "TLS between runners"
  ),
  open(
    "12.3.4",
    "certificates between our own processes",
    "There are none, as there is no TLS between runners.",
    "TLS between runners, with an authority of the operator's"
  )
]

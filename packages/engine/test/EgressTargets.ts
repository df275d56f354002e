// Addresses that are not public, addresses that are, and the ways to write one that is not.

/** Special-purpose addresses of the registries, clouds' metadata services among them. */
export const special: ReadonlyArray<string> = [
  "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254 169.254.170.2",
  "172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.1.1 192.175.48.1",
  "198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 233.252.0.1 239.255.255.255 240.0.0.1 255.255.255.255",
  ":: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::7f00:1",
  "64:ff9b::a9fe:a9fe 64:ff9b:1::7f00:1 100::1 100:0:0:1::1 2001::1 2001:0:7f00:1:: 2001:2::1 2001:10::1 2001:20::1",
  "2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe:: 2620:4f:8000::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fd12:3456::1 fe80::1",
  "fec0::1 ff02::1 ff0e::1"
].flatMap((line) => line.split(" "))

export const open: ReadonlyArray<string> = [
  "1.1.1.1",
  "8.8.8.8",
  "93.184.216.34",
  "172.15.0.1",
  "172.32.0.1",
  "100.63.255.255",
  "100.128.0.1",
  "192.0.1.1",
  "198.17.255.255",
  "198.20.0.1",
  "2606:4700:4700::1111",
  "2a00:1450:4001:80b::200e",
  "2001:4860:4860::8888",
  "2400:cb00::1"
]

export const spellings: ReadonlyArray<string> = [
  "http://127.0.0.1/",
  "http://127.1/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0177.0.0.1/",
  "http://0x7f.1/",
  "http://[::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://①②⑦.⓪.⓪.①/",
  "http://127。0。0。1/",
  "http://localhost/",
  "http://LOCALHOST/",
  "http://localhost./",
  "http://0/",
  "http://0.0.0.0/",
  "http://[::]/",
  "http://user:pw@127.0.0.1/",
  "http://example.com@127.0.0.1/",
  "http://127.0.0.1/#@example.com",
  "http://127.0.0.1%00.example.com/",
  "http://[fe80::1%25eth0]/",
  "http://metadata.google.internal/",
  "http://x.local/",
  "http://kubernetes.default.svc/",
  "file:///etc/passwd",
  "gopher://127.0.0.1:6379",
  "ftp://127.0.0.1",
  "data:text/plain,x",
  "javascript:1",
  "https://example.com:22/"
]

export const literal = (address: string): string => (address.includes(":") ? `[${address}]` : address)

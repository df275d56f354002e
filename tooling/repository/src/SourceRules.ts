/**
 * House rules about source text that the linter cannot express. Each rule reads one file; a rule sees the text without comments
 * and with the strings in place, so a rule about calls may be fooled by a string: write around it, the rules stay simple.
 */

/** A place where a rule is broken: the path, the line (from 1) and what to do instead. */
export interface Violation {
  readonly path: string
  readonly line: number
  readonly rule: string
}

interface Rule {
  readonly files: RegExp
  readonly except?: RegExp
  readonly pattern: RegExp
  readonly rule: string
}

const source = /^(packages|connectors)\/[^/]+\/src\/.*\.tsx?$/
const anySource = /^(packages|connectors|tooling)\/.*\.(ts|tsx|mjs|css|html)$/
const generated = /\.generated\.ts$|\/index\.ts$/
const maxLines = 400

const rules: ReadonlyArray<Rule> = [
  {
    files: source,
    pattern: /\bnew Date\(\s*\)/,
    rule: "the present is asked of Clock or DateTime, never of new Date()"
  },
  {
    files: source,
    pattern: /(?<![.\w]|new )Date\(\s*\)/,
    rule: "the present is asked of Clock or DateTime, never of Date()"
  },
  {
    files: source,
    except: /^packages\/cli\/src\//,
    pattern: /\bimport\(\s*["'`](@tomada\/|tomada\b|effect\b|@effect\/|zod\b|node:)/,
    rule: "a dynamic import hides an arrow from the linter: import at the head of the module"
  },
  {
    files: source,
    pattern: /\brequire\(/,
    rule: "require() hides an arrow from the linter: import at the head of the module"
  },
  {
    files: source,
    pattern: /^import\s[^"']*["']\.[^"']*(?<!\.(ts|tsx|json|css))["']/m,
    rule: "a relative import names the file with its extension"
  },
  {
    files: source,
    pattern: /\bfrom ["'](?:\.|\.\.)\/index\.ts["']/,
    rule: "a barrel is for other packages: import the module"
  },
  { files: source, pattern: /(?<![.\w])eval\(|\bnew Function\(/, rule: "text is never run as a program" },
  {
    files: source,
    pattern: /\b(?:innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|srcdoc)\b|\bdocument\.write/,
    rule: "text is shown as text: what parses HTML runs what stands in it"
  },
  {
    files: /^packages\/connect\/src\/.*\.tsx?$/,
    pattern: /\b(?:localStorage|sessionStorage|indexedDB|cookieStore)\b|\bdocument\.cookie\b/,
    rule: "a page of ours keeps nothing in the browser"
  },
  {
    files: source,
    // Made of what is written in source: patterns of authors and of this house.
    except:
      /^packages\/(?:connect\/src\/page\/flow\/Form|connector-kit\/src\/(?:Amount|Day)|connector-testing\/src\/.*|core\/src\/internal\/Installments|engine\/src\/browser\/Profiles|server\/src\/Answers)\.ts$/,
    pattern: /\bnew RegExp\(/,
    rule: "no pattern is made of text that comes from outside"
  },
  {
    files: source,
    pattern: /\b(?:rejectUnauthorized|ignoreHTTPSErrors|NODE_TLS_REJECT_UNAUTHORIZED)\b|--ignore-certificate-errors/,
    rule: "whoever is spoken to shows a certificate that is looked at"
  },
  { files: source, pattern: /\bshell:\s*true\b/, rule: "a program is given its arguments, no shell reads them" },
  {
    files: source,
    // What looks for a name in recordings looks for its hashes too.
    except: /^packages\/connector-testing\/src\/redaction\//,
    pattern: /["'`](?:md5|des|rc4|aes-\d+-(?:ecb|cbc))\b/i,
    rule: "no cipher or hash that is broken, nor one that does not notice a change"
  },
  { files: source, pattern: /\b(?:TODO|FIXME)\b/, rule: "no unfinished work in source" }
]

const names =
  /(?:^|\/)(?:common|helpers?|utils?)(?:\/|\.tsx?$)|(?:^|\/|[a-z0-9])(?:Manager|Impl|Utils?|Live|Helpers?)\.tsx?$/
const switchedOff = /(?:oxlint|eslint)-disable(?!.* -- \S)|@ts-(?:ignore|nocheck)|@ts-expect-erro[r](?! \S)/

/** Blanks out comments but keeps the lines, so that a rule's place is the file's. */
const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[^]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, " ")).replaceAll(/^(\s*)\/\/.*$/gm, "$1")

const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length

const everyMatch = (text: string, pattern: RegExp): ReadonlyArray<number> =>
  Array.from(text.matchAll(new RegExp(pattern, `${pattern.flags.replace("g", "")}g`)), ({ index }) =>
    lineAt(text, index)
  )

/** All violations in these files, given as path to text. */
export const scan = (files: ReadonlyMap<string, string>): ReadonlyArray<Violation> => {
  const found: Array<Violation> = []
  for (const [path, text] of files) {
    const add = (line: number, rule: string) => found.push({ path, line, rule })
    const code = withoutComments(text)
    for (const { except, files, pattern, rule } of rules) {
      if (files.test(path) && except?.test(path) !== true) for (const line of everyMatch(code, pattern)) add(line, rule)
    }
    if (!anySource.test(path)) continue
    for (const line of everyMatch(text, switchedOff))
      add(line, "a rule is switched off with its reason beside it ( -- because)")
    const lines = text.trimEnd().split("\n").length
    if (lines > maxLines && !generated.test(path))
      add(maxLines + 1, `a file has at most ${maxLines} lines, this one ${lines}`)
    if (!source.test(path)) continue
    if (names.test(path)) add(1, "a module is named for what it is, in the terms of the field")
    if (!generated.test(path) && !/^(#!.*\n)?\s*\/[/*]/.test(text))
      add(1, "a module begins with a comment that says what it is")
  }
  return found
}

const words = new RegExp(
  [
    "(^|_)(TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIALS?|AUTH|JWT)(_|$)",
    "(TOKEN|SECRETS?|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|_PASS|_PWD|_KEY)$",
  ].join("|"),
  "i",
);

/** Whether a variable of this name usually has a credential as its value. */
export function namesCredential(name: string): boolean {
  return words.test(name);
}

/** Shorter values are words that also stand elsewhere. */
const leastLength = 8;

/** A password in a URL, such as that of a database, a proxy or a backend; people leave an `@` in it as it is. */
const inUrl = /:\/\/[^\s/@:]*:([^\s/]+)@/g;

/** The values of such variables, and the passwords in URLs that others have as their values. */
export function credentialsIn(variables: Readonly<Record<string, unknown>>): string[] {
  const found = Object.entries(variables).flatMap(([name, value]) => {
    if (typeof value !== "string") return [];
    const passwords = [...value.matchAll(inUrl)].map(([, password]) => password!);
    return namesCredential(name) ? [value, ...passwords] : passwords;
  });
  return found.filter((value) => value.length >= leastLength);
}

const headerNames = /authorization|cookie|secret|token|key|auth|password/i;

/** The values of headers that say who is asking; of `Bearer …`, also what follows. */
export function headerCredentials(headers: Readonly<Record<string, string>>): string[] {
  const found = Object.entries(headers).flatMap(([name, value]) =>
    headerNames.test(name) ? [value, value.slice(value.indexOf(" ") + 1)] : [],
  );
  return found.filter((value) => value.length >= leastLength);
}

const optionNames =
  /(api|shared|access|account|licen[cs]e)[-_]?key|token|passw|secret|credential|auth|header/i;

/** The values of a log router's options that usually are credentials; each router calls them otherwise. */
export function optionCredentials(options: Readonly<Record<string, unknown>>): string[] {
  const named = Object.entries(options).flatMap(([name, value]) =>
    typeof value === "string" && optionNames.test(name) ? [value] : [],
  );
  return [...named.filter((value) => value.length >= leastLength), ...credentialsIn(options)];
}

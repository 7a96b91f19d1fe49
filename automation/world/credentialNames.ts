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

/** The values of such variables. */
export function credentialsIn(variables: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(variables).flatMap(([name, value]) =>
    typeof value === "string" && value.length >= leastLength && namesCredential(name)
      ? [value]
      : [],
  );
}

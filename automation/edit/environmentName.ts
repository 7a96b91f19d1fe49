/** Why a new environment can't have this name next to the others; null if it can. */
export function nameProblem(
  name: string,
  others: readonly string[],
): { found: string; next: string } | null {
  if (!/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name) || name.startsWith("pr-")) {
    return {
      found: `${name} is not a valid environment name`,
      next:
        "use lower-case letters, digits and inner hyphens; names that begin with `pr-` are reserved for " +
        "previews",
    };
  }
  const near = others.find((other) => begins(name, other) || begins(other, name));
  if (near === undefined) return null;
  return {
    found:
      `the name ${name} conflicts with ${near}: the names of their task definitions would share a prefix, and ` +
      "IAM policies could not tell them apart",
    next: "choose another name: no environment's name may be another's plus `-` and more, such as `dev` and `dev-2`",
  };
}

/** For example, `dev` begins `dev-2`. */
function begins(one: string, other: string): boolean {
  return other.startsWith(`${one}-`);
}

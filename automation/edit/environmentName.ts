/** Why a new environment can't have this name beside the others; null if it can. */
export function nameProblem(
  name: string,
  others: readonly string[],
): { found: string; next: string } | null {
  if (!/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name) || name.startsWith("pr-")) {
    return {
      found: `${name} is not a valid environment name`,
      next:
        "use lower-case letters, digits and inner hyphens, but not `pr-` at the start, which is for " +
        "previews",
    };
  }
  const near = others.find((other) => begins(name, other) || begins(other, name));
  if (near === undefined) return null;
  return {
    found:
      `${name} is not a valid environment name beside ${near}: the names of their task definitions would ` +
      "begin alike, and policies could not tell them apart",
    next:
      "choose a name that neither begins with another environment's name and a hyphen, nor the other way " +
      "round",
  };
}

/** Such as `dev` the name `dev-2`. */
function begins(one: string, other: string): boolean {
  return other.startsWith(`${one}-`);
}

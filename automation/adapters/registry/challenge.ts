/** How a registry wants callers to authenticate; the `WWW-Authenticate` header of a 401. */
export type Challenge =
  { scheme: "basic" } | { scheme: "bearer"; realm: string; parameters: Record<string, string> };

/** Null if it is neither of the two schemes that registries use. */
export function readChallenge(header: string | null): Challenge | null {
  const [scheme = "", ...rest] = (header ?? "").trim().split(" ");
  if (scheme.toLowerCase() === "basic") return { scheme: "basic" };
  if (scheme.toLowerCase() !== "bearer") return null;
  const pairs = [...rest.join(" ").matchAll(/([a-z]+)="([^"]*)"/gi)];
  const { realm, ...parameters } = Object.fromEntries(
    pairs.map(([, key = "", value = ""]) => [key.toLowerCase(), value]),
  );
  // An `error` means that the token was rejected, so another one would not help.
  delete parameters["error"];
  return realm === undefined ? null : { scheme: "bearer", realm, parameters };
}

/** URL to get the token from. */
export function withParameters(realm: URL, parameters: Record<string, string>): URL {
  const url = new URL(realm);
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
  return url;
}

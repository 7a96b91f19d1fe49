import type { RegistryAddress } from "./address";

/** Token servers of the registries that don't issue tokens on their own host. */
const tokenHosts: Readonly<Record<string, string>> = {
  "registry-1.docker.io": "auth.docker.io",
  "registry.gitlab.com": "gitlab.com",
};

/**
 * The URL, if a registry may send a caller there: over TLS or, like the registry itself, without
 * TLS on this machine. Null if it may not.
 */
export function allowedUrl(text: string, { origin }: Pick<RegistryAddress, "origin">): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isSafe = url.protocol === "https:" || url.origin === origin;
  return isSafe && url.username === "" && url.password === "" ? url : null;
}

/**
 * Whether this host may get a registry's credentials: it is the registry's own, or in the same
 * domain.
 */
export function ownsLogin({ host, hostname }: URL, { origin }: Pick<RegistryAddress, "origin">) {
  const registry = new URL(origin);
  if (host === registry.host || hostname === tokenHosts[registry.host]) return true;
  const domain = domainAbove(registry.hostname);
  return domain !== null && (hostname === domain || domainAbove(hostname) === domain);
}

/**
 * `example.com` of `registry.example.com`; null if the parent may have more than one owner, as
 * with `io`, `co.uk` and an IP address.
 */
function domainAbove(hostname: string): string | null {
  const [, ...labels] = hostname.split(".");
  const [second = "", top = ""] = labels.slice(-2);
  const isShared =
    labels.length < 2 || (labels.length === 2 && second.length <= 3 && top.length === 2);
  return isShared || /^\d+$/.test(top) ? null : labels.join(".");
}

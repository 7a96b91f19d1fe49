import type { RegistryAddress } from "./address";

/** Where registries have their tokens from, other than at home. */
const tokenHosts: Readonly<Record<string, string>> = {
  "registry-1.docker.io": "auth.docker.io",
  "registry.gitlab.com": "gitlab.com",
};

/**
 * Whether a registry may send a caller to this URL: over TLS, or, as the registry itself, on this machine
 * without. Null if it names no URL.
 */
export function allowedUrl(text: string, { origin }: Pick<RegistryAddress, "origin">): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isSafe = url.protocol === "https:" || url.origin === origin;
  return isSafe && url.username === "" && url.password === "" ? url : null;
}

/** Whether the login of a registry belongs to this host too: its own, or a sibling in its own domain. */
export function ownsLogin({ host, hostname }: URL, { origin }: Pick<RegistryAddress, "origin">) {
  const registry = new URL(origin);
  if (host === registry.host || hostname === tokenHosts[registry.host]) return true;
  const domain = domainAbove(registry.hostname);
  return domain !== null && (hostname === domain || domainAbove(hostname) === domain);
}

/**
 * `example.com` of `registry.example.com`; null if what is above may have more than one owner, as `io`, `co.uk`
 * and an address have.
 */
function domainAbove(hostname: string): string | null {
  const [, ...labels] = hostname.split(".");
  const [second = "", top = ""] = labels.slice(-2);
  const isShared =
    labels.length < 2 || (labels.length === 2 && second.length <= 3 && top.length === 2);
  return isShared || /^\d+$/.test(top) ? null : labels.join(".");
}

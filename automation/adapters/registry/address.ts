/** Where to reach a repository's registry. */
export interface RegistryAddress {
  /** Such as `https://ghcr.io`. */
  origin: string;
  /** Such as `team/users`. */
  path: string;
  /** Names of the registry in Docker's configuration, such as `ghcr.io`. */
  credentialKeys: string[];
}

const dockerHub = new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);

/** Same rules as Docker: Docker Hub has another host name, and only loopback may go without TLS. */
export function registryAddress(repository: string): RegistryAddress {
  const slash = repository.indexOf("/");
  const host = repository.slice(0, slash);
  const path = repository.slice(slash + 1);
  if (dockerHub.has(host)) {
    return {
      origin: "https://registry-1.docker.io",
      path: path.includes("/") ? path : `library/${path}`,
      credentialKeys: ["https://index.docker.io/v1/", ...dockerHub],
    };
  }
  const isLoopback = /^(localhost|127(\.\d+){3})(:\d+)?$/.test(host);
  const origin = `${isLoopback ? "http" : "https"}://${host}`;
  return { origin, path, credentialKeys: [host, `https://${host}`] };
}

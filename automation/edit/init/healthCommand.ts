/** What a load balancer can ask as well. */
export interface FoundHealth {
  /** Path of the health check; null: none was found. */
  health: string | null;
  /** Unless it is the service's own. */
  healthPort?: number;
}

const host = String.raw`(?<![\w.-])(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?![\w.-])`;
/** The port may be a variable that has its value only in the container. */
const rest = String.raw`(?::([\w$\{\}]+))?(\/[^\s"'\`|;&)\]#<>]*)?`;
const url = new RegExp(String.raw`(https?):\/\/${host}${rest}`, "i");
/** As curl and wget take it; others name only the host like this. */
const withoutScheme = new RegExp(String.raw`\b(?:curl|wget)\b.*?()${host}${rest}`, "i");

/** From the command of a container that asks itself, with a URL; `port` is the service's. */
export function healthIn(command: string, port: number): FoundHealth {
  const found = url.exec(command) ?? withoutScheme.exec(command);
  if (!found) return { health: null };
  const [, scheme = "", written, health = "/"] = found;
  const isSecure = scheme.toLowerCase() === "https";
  const known = written === undefined ? (isSecure ? 443 : 80) : Number(written);
  const isOwn = Number.isNaN(known) || known === port;
  // On a port of their own, load balancers speak the protocol of the service.
  if (!/^[!-~]+$/.test(health) || (isSecure && !isOwn)) return { health: null };
  return isOwn ? { health } : { health, healthPort: known };
}

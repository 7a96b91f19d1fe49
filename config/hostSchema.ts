import { z } from "zod";

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
/** A name below a top-level domain, which may be an internationalized one. */
const fullName = `(${label}\\.)+([a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])`;
export const domainName = new RegExp(`^${fullName}$`);
const hostName = z
  .string()
  .max(253)
  .regex(
    new RegExp(`^(@|${label}|${fullName})$`),
    "must be a DNS label (at most 63 lower-case letters, digits and hyphens), `@` for the domain itself, or a full name",
  );

/** A load balancer's rule can match this many host names. */
const maxHosts = 5;

/** Production names of a service, the primary one first. */
export const hosts = z.array(hostName).min(1).max(maxHosts);

import { isPrivate } from "./isPrivate";
import { productionNames, testName } from "./names";
import type { Settings } from "./schema";

/** What ACM says of a certificate. */
export interface CertificateView {
  /** `ISSUED`, `PENDING_VALIDATION`, `EXPIRED`, ... */
  status: string;
  /** Its domain name and the alternative ones. */
  names: string[];
  /** Milliseconds since the epoch; null before it is issued. */
  notAfterMs: number | null;
  /** Why it is not issued; empty if AWS does not say. */
  reason: string;
  /** Such as `RSA_2048` or `EC_prime256v1`; absent where ACM does not say. */
  keyAlgorithm?: string;
}

/** Names that the environment's public load balancers are asked for, by the key that makes each. */
export function presentedNames(settings: Pick<Settings, "domain" | "services">): string[] {
  const apis = Object.entries(settings.services).filter(
    ([, service]) => service.kind === "api" && !isPrivate(service),
  );
  return apis.flatMap(([name]) => [...productionNames(settings, name), testName(settings, name)]);
}

/** Names for which none of the certificates is valid: a wildcard stands for one label. */
export function uncoveredBy(
  certificates: readonly Pick<CertificateView, "names">[],
  names: readonly string[],
): string[] {
  const valid = new Set(
    certificates.flatMap(({ names: its }) => its).map((one) => one.toLowerCase()),
  );
  return names.filter(
    (name) => !valid.has(name) && !valid.has(`*${name.slice(name.indexOf("."))}`),
  );
}

/**
 * Why a load balancer can't present it; undefined if it can.
 * Source: "SSL certificates for your Application Load Balancer", User Guide: RSA of 2048, 3072 and 4096 bits, all ECDSA.
 */
export function unusable({
  status,
  reason,
  keyAlgorithm = "",
}: CertificateView): string | undefined {
  if (status !== "ISSUED") return `is ${status}${reason && `: ${reason}`}`;
  return /^(|RSA_(2048|3072|4096)|EC_.+)$/.test(keyAlgorithm)
    ? undefined
    : `has a ${keyAlgorithm} key; load balancers accept RSA of 2048, 3072 or 4096 bits, and ECDSA`;
}

import type { Problem } from "../problem";
import type { Draft } from "./draft";

/**
 * ACM takes 64 characters for the name of a certificate, here `*.<domain>`. With that, every host name
 * fits the 128 characters that a rule of the load balancer compares.
 */
const maxDomainLength = 62;

export function domainProblems({ domain, hostedZone }: Draft): Problem[] {
  const problems: Problem[] = [];
  if (domain === undefined) return problems;
  if (domain.length > maxDomainLength) {
    problems.push({
      key: "domain",
      text: `has ${domain.length} characters; a certificate for \`*.<domain>\` takes ${maxDomainLength}`,
    });
  }
  if (hostedZone !== undefined && domain !== hostedZone && !domain.endsWith(`.${hostedZone}`)) {
    problems.push({
      key: "hostedZone",
      text: `must hold \`domain\`: ${domain} does not end in .${hostedZone}`,
      reads: ["domain"],
    });
  }
  return problems;
}

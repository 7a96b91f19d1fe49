import { counted } from "../plural";
import { list, type Problem } from "../problem";
import { quotas } from "../quotas";
import { certificateParts } from "../certificateArns";
import { type Draft, services } from "./draft";

/** What can be said of the certificates without asking ACM. */
export function certificateProblems(draft: Draft): Problem[] {
  return [...inSeveralPlaces(draft), ...tooMany(draft)];
}

/** All are at the same load balancers, which take those of their own region and account alone. */
function inSeveralPlaces({ certificateArns = [] }: Draft): Problem[] {
  const places = certificateArns.map((arn) => {
    const { region, account } = certificateParts(arn);
    return `${region} of account ${account}`;
  });
  const different = [...new Set(places)];
  if (different.length < 2) return [];
  const text = `name certificates in ${list(different)}; load balancers take those of their own region and account alone`;
  return [{ key: "certificateArns", text }];
}

/** They share a quota with the certificates that the program makes for names outside the domain. */
function tooMany(draft: Draft): Problem[] {
  const { certificateArns = [], domain = "" } = draft;
  const { title, takes } = quotas.certificatesPerLoadBalancer;
  const limit = draft.quotas.certificatesPerLoadBalancer;
  const made = takes(
    services(draft).map(([, service]) => service),
    domain,
  );
  const count = certificateArns.length + made;
  if (certificateArns.length === 0 || made > limit || count <= limit) return [];
  const others = made === 0 ? "" : `, with ${made} for names outside \`*.${domain}\``;
  const text =
    `names ${counted(certificateArns.length, "certificate")}${others}, but AWS's quota "${title}" is ${limit} here: ask AWS to ` +
    "raise it and set `quotas.certificatesPerLoadBalancer` to the new value, or put more names in one certificate";
  return [
    { key: "certificateArns", text, reads: ["quotas.certificatesPerLoadBalancer", "services"] },
  ];
}

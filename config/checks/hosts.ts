import { list, type Problem } from "../problem";
import { type Draft, services } from "./draft";
import { sharing } from "./sharing";

const maxLabelLength = 63;
const testSuffix = "-test";
/** A rule of an Application Load Balancer compares at most this much of a host name. */
const maxHostNameLength = 128;

interface Name {
  service: string;
  label: string;
  is: "production name" | "test name";
}

/** Every host name of the environment must be possible, and belong to one service alone. */
export function hostProblems(draft: Draft): Problem[] {
  const names = services(draft).flatMap(([service, { host = service }]): Name[] => [
    { service, label: host, is: "production name" },
    { service, label: `${host}${testSuffix}`, is: "test name" },
  ]);
  return [...tooLong(names, draft.domain), ...taken(names)];
}

function tooLong(names: Name[], domain: string | undefined): Problem[] {
  return names.flatMap(({ service, label, is }) => {
    const key = `services.${service}.host`;
    if (label.length > maxLabelLength) {
      const text = `gives the ${is} a label of ${label.length} characters; DNS takes ${maxLabelLength}`;
      return [{ key, text }];
    }
    const fullLength = domain === undefined ? 0 : `${label}.${domain}`.length;
    if (fullLength <= maxHostNameLength) return [];
    const text =
      `gives a ${is} of ${fullLength} characters; a rule of the load balancer takes ` +
      `${maxHostNameLength}`;
    return [{ key, text, reads: ["domain"] }];
  });
}

function taken(names: Name[]): Problem[] {
  return sharing(names, ({ label }) => label).map(([label, same]) => {
    const uses = same.map(({ service, is }) => `the ${is} of ${service}`);
    const service = same.at(-1)?.service ?? "";
    return { key: `services.${service}.host`, text: `${label} would be ${list(uses)}` };
  });
}

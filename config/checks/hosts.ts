import { list, type Problem } from "../problem";
import { apis, type Draft } from "./draft";
import { sharing } from "./sharing";

const maxLabelLength = 63;
const testSuffix = "-test";

interface Name {
  service: string;
  label: string;
  is: "production name" | "test name";
}

/** Every host name of the environment must be possible, and belong to one service alone. */
export function hostProblems(draft: Draft): Problem[] {
  const names = apis(draft).flatMap(([service, { host = service }]): Name[] => [
    { service, label: host, is: "production name" },
    { service, label: `${host}${testSuffix}`, is: "test name" },
  ]);
  return [...tooLong(names), ...taken(names)];
}

function tooLong(names: Name[]): Problem[] {
  return names.flatMap(({ service, label, is }) => {
    if (label.length <= maxLabelLength) return [];
    const text = `gives the ${is} a label of ${label.length} characters; DNS takes ${maxLabelLength}`;
    return [{ key: `services.${service}.host`, text }];
  });
}

function taken(names: Name[]): Problem[] {
  return (
    sharing(names, ({ label }) => label)
      // Two test names are the same only when the production names are, which is said already.
      .filter(([, same]) => same.some(({ is }) => is === "production name"))
      .map(([label, same]) => {
        const uses = same.map(({ service, is }) => `the ${is} of ${service}`);
        const service = same.at(-1)?.service ?? "";
        return { key: `services.${service}.host`, text: `${label} would be ${list(uses)}` };
      })
  );
}

import { isPrivate } from "../../../config/isPrivate";
import { productionNames, testName } from "../../../config/names";
import { describeForeign, foreignRecords } from "../../../release/foreignRecords";
import { bluegreen } from "../../course/commandLines";
import { colors, serviceState } from "../../../release/state";
import { recordedNames } from "../../../config/recordedNames";
import type { Environment } from "../../world/environment";
import { type Check, judge, type Verification } from "../check";
import { failing, ok } from "../finding";

/** Whether names that have no record yet are free: a release overwrites nothing. */
export const names: Check = {
  name: "names",
  fast: true,
  async look({ inspector, environment, services, stack }) {
    if (!environment) return [];
    const { inventory } = environment;
    const own = colors.map((color) => inventory.edges[color].dnsName);
    const judged = await Promise.all(
      services.flatMap((service) =>
        freshNames(stack.settings, environment, service).map(async (name) =>
          judge(name, await inspector.records(inventory, name), (found) => {
            const foreign = foreignRecords(name, found, own);
            return foreign.length === 0
              ? ok(name, "is free")
              : failing(
                  name,
                  foreign.map((record) => describeForeign(name, record)).join("; "),
                  freeing(stack, environment, { service, name }),
                );
          }),
        ),
      ),
    );
    return judged.flat();
  },
};

function freeing(
  stack: Verification["stack"],
  { release }: Environment,
  { service, name }: { service: string; name: string },
): string {
  const deletion = "delete it in Route 53 once nobody needs it";
  if (name === testName(stack.settings, service)) {
    return `${deletion}, or give ${service} another test name (\`host\`)`;
  }
  const free = `${deletion}, or choose another name (\`hosts\`)`;
  if (serviceState(release, service).activeColor !== null) return free;
  const adoption = bluegreen("adopt", stack.name, `--service ${service} --record ${name}`);
  return `take over what it leads to: \`${adoption}\`; or ${free}`;
}

/** Names that the next `up` or release gives their first record. */
function freshNames(
  settings: Verification["stack"]["settings"],
  { release, inventory }: Environment,
  service: string,
): string[] {
  if (settings.services[service]?.kind !== "api") return [];
  const known = inventory.services[service];
  const { activeColor, origin = {} } = serviceState(release, service);
  const serves = activeColor !== null;
  const had = serves && known ? recordedNames(known) : [];
  if (release.current?.services[service]) return [];
  const test = isPrivate(settings.services[service]) ? [] : [testName(settings, service)];
  return [...productionNames(settings, service), ...test].filter(
    (name) => !had.includes(name) && !origin[name],
  );
}

import { counted } from "../../../config/plural";
import { bluegreen } from "../../course/commandLines";
import { type Color, colors, type ReleaseState, serviceState } from "../../../release/state";
import type { RecordView } from "../../world/inspector";
import { recordedNames } from "../../../config/recordedNames";
import { addressTypesOf, edgeTitle } from "../../world/edges";
import { type NameObserver, sameName, sharingAddresses } from "../../world/nameLook";
import type { Inventory, ServiceInventory } from "../../../release/inventory";
import type { EngineState } from "../../world/ports";
import { namePointsAt, type Pointing } from "../../world/environment";
import { type Check, judge, type Verification } from "../check";
import { failing, type Judgement, repairWith, ok, warning } from "../finding";

type Look = Omit<Verification, "observer"> & { observer: NameObserver };

/** Whether production names lead where they should, in the zone and at every authoritative server. */
export const records: Check = {
  name: "records",
  fast: false,
  async look(verification) {
    const { environment, services, stack } = verification;
    if (!environment) return [];
    const engine = await stack.engineState();
    const looking = { ...verification, observer: sharingAddresses(verification.observer) };
    const judged = await Promise.all(
      services.map((service) => lookAt(looking, environment, service, engine)),
    );
    return judged.flat();
  },
};

async function lookAt(
  verification: Look,
  environment: NonNullable<Verification["environment"]>,
  service: string,
  engine: EngineState,
): Promise<Judgement[]> {
  const known = environment.inventory.services[service];
  const { activeColor } = serviceState(environment.release, service);
  if (!known || !activeColor) return [];
  const outside = recordedNames(known).map((name) =>
    lookOutside(verification, environment, { name, activeColor }, engine),
  );
  const inside = lookInside(verification, environment, known, activeColor);
  return (await Promise.all([...outside, inside])).flat();
}

async function lookOutside(
  { inspector, observer, stack }: Look,
  environment: NonNullable<Verification["environment"]>,
  { name, activeColor }: { name: string; activeColor: Color },
  engine: EngineState,
): Promise<Judgement[]> {
  const { inventory } = environment;
  const [records, answers] = await Promise.all([
    Promise.all(
      addressTypesOf(inventory, name).map(async (type) => ({
        subject: type === "A" ? name : `${name} (${type})`,
        targets: type === "A" ? engine.targets : (engine.ipv6Targets ?? {}),
        record: await inspector.record(inventory, name, type),
      })),
    ),
    namePointsAt({ observer }, environment, name, activeColor),
  ]);
  const wanted = inventory.edges[activeColor].dnsName;
  return [
    ...records.flatMap(({ subject, targets, record }) =>
      judge(subject, record, (found) =>
        judgeRecord(subject, found, {
          ...{ wanted, inventory, engine: targets[name], stackName: stack.name },
          isCname: isCname(environment.release, name),
        }),
      ),
    ),
    judgeAnswers(name, answers, edgeTitle(activeColor), stack.name),
  ];
}

/** The private name, if other services call this one. */
async function lookInside(
  { observer, stack }: Pick<Look, "observer" | "stack">,
  environment: NonNullable<Verification["environment"]>,
  { privateName }: ServiceInventory,
  activeColor: Color,
): Promise<Judgement[]> {
  if (privateName === undefined) return [];
  const answers = await namePointsAt(
    { observer },
    environment,
    privateName,
    activeColor,
    "private",
  );
  const title = edgeTitle(activeColor, "private");
  return [judgeAnswers(privateName, answers, title, stack.name)];
}

function judgeAnswers(
  name: string,
  { problems, answers, unseen }: Pointing,
  edge: string,
  stackName: string,
): Judgement {
  if (unseen.length > 0) {
    return warning(name, unseen.join("; "), "run this where port 53 is open to see the answers");
  }
  return problems.length === 0
    ? ok(
        name,
        `${counted(answers.length, "server")} ${answers.length === 1 ? "answers" : "answer"} the ${edge}`,
      )
    : failing(name, problems.join("; "), bluegreen("status", stackName));
}

export interface ExpectedRecord {
  /** DNS name of the recorded color's load balancer. */
  wanted: string;
  /** Where it points according to Pulumi's state. */
  engine: string | undefined;
  inventory: Pick<Inventory, "edges">;
  stackName: string;
  /** The name was adopted as a CNAME, and stays one. */
  isCname?: boolean;
}

function isCname({ services }: ReleaseState, name: string): boolean {
  return Object.values(services).some(({ cnames }) => cnames?.includes(name));
}

/** Whether the record was changed by a person or by an interrupted `up`. */
export function judgeRecord(
  name: string,
  found: RecordView | null,
  { wanted, engine, inventory, stackName, isCname = false }: ExpectedRecord,
): Judgement {
  const next = repairWith(stackName);
  if (!found) return failing(name, "its record was deleted from the hosted zone", next);
  const kind = isCname ? "CNAME" : "alias";
  const target = isCname ? found.values[0] : found.alias;
  if (target === null || target === undefined) {
    const content = `${found.values.join(", ")} with a TTL of ${found.ttlSeconds ?? "unknown"} s`;
    const what = `it is not ${isCname ? "a CNAME" : "an alias"} but ${found.alias ?? content}`;
    return failing(name, `its record was changed by hand: ${what}`, next);
  }
  const edge = edgeOf(target, inventory);
  if (sameName(target, wanted)) return ok(name, `${kind} of the ${edge ?? "right"} load balancer`);
  const where = edge ? `the ${edge} load balancer` : target;
  if (engine !== undefined && sameName(target, engine)) {
    return failing(
      name,
      `its record leads to ${where}: an interrupted \`up\` moved it`,
      bluegreen("resume", stackName),
    );
  }
  return failing(name, `its record was changed by hand: it leads to ${where}`, next);
}

function edgeOf(alias: string, { edges }: Pick<Inventory, "edges">): Color | undefined {
  return colors.find((color) => sameName(alias, edges[color].dnsName));
}

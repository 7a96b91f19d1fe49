import { fullName } from "../../config/names";
import { bluegreen } from "../course/commandLines";
import { settingsFromEcs, settingsLines } from "../edit/fromEcs/fromEcs";
import { withoutRefused } from "../edit/fromEcs/refusedValues";
import { withSettingsOf } from "../edit/services";
import { refused } from "../world/errors";
import type { AdoptOptions } from "./adopt";
import { readEdited } from "./editedSettings";
import type { CommandResult } from "./result";
import { carryOut } from "./service";
import type { ProjectSession, Session } from "./session";

export interface FromEcsOptions extends AdoptOptions {
  /** `<cluster>/<service>`. */
  fromEcs: string;
}

/** `adopt --from-ecs`: writes the service's settings as an ECS service of somebody else has them; adopts nothing yet. */
export async function adoptFromEcs(
  project: ProjectSession,
  options: FromEcsOptions,
): Promise<CommandResult> {
  const { stack, service, dryRun, record, fromEcs } = options;
  const [cluster = "", name = ""] = placeOf(options);
  const session = await project.open(stack);
  const { domain } = session.stack.settings;
  const { image, ...all } = settingsFromEcs(await readerOf(session)(cluster, name));
  const { value, left } = withoutRefused(all, service, domain);
  const hosts = hostsOf(service, record, domain);
  const settings = { ...hosts, ...value };
  const edited = await readEdited(project, stack, (text) =>
    withSettingsOf(text, project.project.name, service, settings),
  );
  const { json, ...result } = await carryOut(project, { ...options, up: false }, edited, {
    what: `add service ${service} as ECS service ${fromEcs} runs`,
    next: bluegreen("up", stack),
  });
  const after = bluegreen("adopt", stack, `--service ${service}${recordsOf(record)}`);
  const next = dryRun
    ? "run the same command without --dry-run"
    : `look through \`services.${service}\` in Pulumi.${stack}.yaml, then: ${bluegreen("up", stack)}; then: ${after}`;
  return {
    ...result,
    json: { ...json, next, settings, left, image },
    text: [
      `read ECS service ${fromEcs}, which runs ${image}`,
      ...(dryRun ? settingsLines(service, settings) : []),
      ...left.map((line) => `not taken over: ${line}`),
      `next: ${next}`,
    ].join("\n"),
  };
}

function placeOf({ fromEcs, finish, stack, service }: FromEcsOptions): string[] {
  if (finish) {
    throw refused(
      "--from-ecs and --finish contradict each other",
      bluegreen("adopt", stack, `--service ${service} --finish`),
    );
  }
  const parts = fromEcs.split("/");
  if (parts.length === 2 && parts.every((part) => /^[\w-]{1,255}$/.test(part))) return parts;
  throw refused(
    `\`${fromEcs}\` does not name an ECS service`,
    "name its cluster and the service, as in `--from-ecs prod/users`",
  );
}

function readerOf(session: Session) {
  const read = session.ecsService();
  if (read) return read;
  throw refused(
    "a rehearsal has no ECS services of others",
    bluegreen("status", session.stack.name),
  );
}

/** None where the service has just the name that it gets anyway. */
function hostsOf(service: string, record: readonly string[], domain: string): { hosts?: string[] } {
  const names = record.map((one) => fullName(one.toLowerCase().replace(/\.$/, ""), domain));
  if (names.length === 0 || names.join() === `${service}.${domain}`) return {};
  return { hosts: names };
}

function recordsOf(record: readonly string[]): string {
  return record.map((one) => ` --record ${one}`).join("");
}

import { privateName } from "../../config/calls";
import { productionName, testName } from "../../config/names";
import type { Settings } from "../../config/schema";
import { type Color, otherColor, type ReleaseState, serviceState } from "../../release/state";
import { candidateColor } from "../../release/transitions";
import { edgeTitle } from "../world/edges";

export interface Step {
  step: string;
  name: string;
}

interface Released {
  name: string;
  candidate: Color;
  /** Where production is; null before the first release. */
  old: Color | null;
  kind: "api" | "handover" | "overlap";
}

/** The steps of a release that goes well, without its hooks. */
export function describeSteps(
  settings: Settings,
  release: ReleaseState,
  services: readonly string[],
): Step[] {
  const all = services.map((name) => releasedOf(settings, release, name));
  const apis = all.filter(({ kind }) => kind === "api");
  const workers = all.filter(({ kind }) => kind !== "api");
  const handed = workers.filter(({ kind }) => kind === "handover");
  const moves = [
    ...apis.map(({ name, candidate }) => `switch ${switchWords(settings, name, candidate)}`),
    ...workers.flatMap(moveOfWorker),
  ];
  const stopping = all.filter(({ kind }) => kind !== "handover");
  return [
    { step: "1", name: words(["start", fleets(apis)], ["define", fleets(workers)]) },
    { step: "2", name: words(["deploy the image to", fleets(apis)]) },
    { step: "3", name: words(["point", apis.map(testWords(settings))]) },
    { step: "4", name: words(["test", all.map(testedAs(settings))]) },
    { step: "5", name: moves.join(", ") || "note it" },
    { step: "handover", name: handed.map(handoverWords).join(", ") },
    { step: "drain", name: apis.length > 0 ? "let clients leave the old edge" : "" },
    {
      step: "6",
      name:
        words([
          "stop",
          stopping.map(({ name, candidate }) => `${name} ${otherColor(candidate)}`),
        ]) || "end the release",
    },
  ].filter(({ name }) => name !== "");
}

function releasedOf({ services }: Settings, release: ReleaseState, name: string): Released {
  const state = serviceState(release, name);
  const service = services[name];
  const takeover = service?.kind === "worker" && service.overlap ? "overlap" : "handover";
  return {
    name,
    candidate: candidateColor(state),
    old: state.activeColor,
    kind: service?.kind === "worker" ? takeover : "api",
  };
}

/** Each verb with what it is done to, where that is anything. */
function words(...each: [verb: string, to: string[]][]): string {
  return each.flatMap(([verb, to]) => (to.length > 0 ? `${verb} ${to.join(", ")}` : [])).join(", ");
}

function fleets(released: readonly Released[]): string[] {
  return released.map(({ name, candidate }) => `${name} ${candidate}`);
}

function testWords(settings: Settings) {
  return ({ name, candidate }: Released) => `${testName(settings, name)} at the ${candidate} edge`;
}

function testedAs(settings: Settings) {
  return ({ name, kind }: Released) => (kind === "api" ? testName(settings, name) : name);
}

function switchWords(settings: Settings, service: string, candidate: Color): string {
  const inside = privateName(settings, service);
  const moves = `${productionName(settings, service)} to the ${edgeTitle(candidate)}`;
  return inside === null ? moves : `${moves}, ${inside} to the ${edgeTitle(candidate, "private")}`;
}

function moveOfWorker({ name, candidate, old, kind }: Released): string[] {
  if (kind === "overlap") return [`start ${name} ${candidate}`];
  return old ? [`stop ${name} ${old}`] : [];
}

function handoverWords({ name, candidate, old }: Released): string {
  return `start ${name} ${candidate}${old ? ` once nothing of ${name} ${old} runs` : ""}`;
}

import { bluegreen } from "../../course/commandLines";
import { otherColor, type ReleaseState, serviceState } from "../../../release/state";
import type { Check } from "../check";
import { failing, type Judgement, ok, warning } from "../finding";

/** Whether the images of both fleets and the one that a rollback needs still exist: registries delete old images. */
export const keptImages: Check = {
  name: "kept images",
  fast: false,
  async look({ observer, environment, services, stack }) {
    if (!environment) return [];
    return Promise.all(
      services.flatMap((service) => {
        const needed = neededImages(environment.release, service);
        return Object.entries(needed).map(async ([image, use]) => {
          const [uri = ""] = image.split("@");
          const found = await observer.image(image, uri);
          return judgeKept({ service, use, image }, found.found ? null : found.reason, stack.name);
        });
      }),
    );
  },
};

/**
 * What an image is needed for: by what serves, by the candidate of a release under way, by the fleet that this release
 * replaces, or by `rollback`.
 */
type Use = "serving" | "candidate" | "retiring" | "rollback";

/** One that is needed twice is there for the more important use. */
function neededImages(release: ReleaseState, service: string): Record<string, Use> {
  const { activeColor, fleets, previous } = serviceState(release, service);
  const { current } = release;
  const candidate = current?.services[service]?.candidate;
  const uses: [Use, string | null | undefined][] = [["rollback", previous?.image]];
  if (candidate) {
    if (!current.leaves) uses.push(["candidate", fleets[candidate].image]);
    uses.push(["retiring", fleets[otherColor(candidate)].image]);
  }
  if (activeColor) uses.push(["serving", fleets[activeColor].image]);
  return Object.fromEntries(uses.flatMap(([use, image]) => (image ? [[image, use]] : [])));
}

const whatIsLost: Record<Use, string> = {
  serving: "so ECS can't start another task of it",
  candidate: "so ECS can't start another task of it, and the release can't end",
  retiring: "so the release can't be rolled back once one of its tasks has stopped",
  rollback: "so `rollback` can't bring back what served before",
};

export function judgeKept(
  { service, use, image }: KeptImage,
  missing: string | null,
  stackName: string,
): Judgement {
  if (missing === null) return ok(service, `the ${use} image exists`);
  const found = `the ${use} image no longer exists, ${whatIsLost[use]}: ${missing}`;
  const again = `push ${image} again`;
  if (use === "serving") {
    const other = bluegreen("deploy", stackName, `--service ${service} --image <reference>`);
    return failing(service, found, `${again}, or release another one: ${other}`);
  }
  if (use === "candidate") {
    return failing(service, found, `${again}, or: ${bluegreen("abort", stackName)}`);
  }
  return warning(service, found, `${again}; until then, only a new release can fix ${service}`);
}

interface KeptImage {
  service: string;
  use: Use;
  image: string;
}

import { bluegreen } from "../../course/commandLines";
import { serviceState } from "../../../release/state";
import type { Check } from "../check";
import { failing, type Judgement, ok, warning } from "../finding";

/** Whether the serving image and the one that a rollback needs still exist: registries delete old images. */
export const keptImages: Check = {
  name: "kept images",
  fast: false,
  async look({ observer, environment, services, stack }) {
    if (!environment) return [];
    const judged = await Promise.all(
      services.flatMap((service) => {
        const { activeColor, fleets, previous } = serviceState(environment.release, service);
        const images = [
          { image: activeColor && fleets[activeColor].image, serves: true },
          { image: previous?.image, serves: false },
        ];
        return images.map(async ({ image, serves }): Promise<Judgement[]> => {
          if (!image) return [];
          const [uri = ""] = image.split("@");
          const found = await observer.image(image, uri);
          const kept = { service, serves, image };
          return [judgeKept(kept, found.found ? null : found.reason, stack.name)];
        });
      }),
    );
    return judged.flat();
  },
};

export function judgeKept(
  { service, serves, image }: KeptImage,
  missing: string | null,
  stackName: string,
): Judgement {
  if (missing === null) {
    return ok(service, serves ? "the serving image exists" : "the rollback image exists");
  }
  if (serves) {
    return failing(
      service,
      `the serving image no longer exists, so ECS can't start another task of it: ${missing}`,
      `push ${image} again, or release another one: ` +
        bluegreen("deploy", stackName, `--service ${service} --image <reference>`),
    );
  }
  return warning(
    service,
    `the previous image no longer exists, so \`rollback\` can't bring back what served before: ${missing}`,
    `push ${image} again; until then, only a new release can fix ${service}`,
  );
}

interface KeptImage {
  service: string;
  /** Or is what a rollback brings back. */
  serves: boolean;
  image: string;
}

import { bluegreen } from "../../course/commandLines";
import { type Color, colors, serviceState } from "../../../release/state";
import type { Check } from "../check";
import { failing, type Judgement, ok, warning } from "../finding";

/** Whether the images of what serves and of the way back still exist: registries delete old ones. */
export const keptImages: Check = {
  name: "kept images",
  fast: false,
  async look({ observer, environment, services, stack }) {
    if (!environment) return [];
    const judged = await Promise.all(
      services.flatMap((service) => {
        const { activeColor, fleets } = serviceState(environment.release, service);
        if (activeColor === null) return [];
        return colors.map(async (color): Promise<Judgement[]> => {
          const { image } = fleets[color];
          if (image === null) return [];
          const [uri = ""] = image.split("@");
          const found = await observer.image(image, uri);
          const fleet = { service, color, activeColor, image };
          return [judgeKept(fleet, found.found ? null : found.reason, stack.name)];
        });
      }),
    );
    return judged.flat();
  },
};

export function judgeKept(
  { service, color, activeColor, image }: KeptImage,
  missing: string | null,
  stackName: string,
): Judgement {
  const serves = color === activeColor;
  const subject = `${service} ${color}`;
  if (missing === null) return ok(subject, serves ? "what serves exists" : "the way back exists");
  if (serves) {
    return failing(
      subject,
      `the image that serves is gone, so no task of it can start any more: ${missing}`,
      `push ${image} again, or release another one: ` +
        bluegreen("deploy", stackName, `--service ${service}=<image>`),
    );
  }
  return warning(
    subject,
    `the way back is gone, so \`rollback\` can't bring back what served before on ${color}: ${missing}`,
    `push ${image} again, or know that a way back from the next problem of ${service} is to fix it`,
  );
}

interface KeptImage {
  service: string;
  color: Color;
  activeColor: Color;
  image: string;
}

import { isPrivate } from "../../../config/isPrivate";
import { type Color, colors, otherColor, serviceState } from "../../../release/state";
import { edgeTitle } from "../../world/edges";
import type { PeakLcus } from "../../world/inspector";
import { type Check, judge } from "../check";
import { type Judgement, ok, warning } from "../finding";

/** Whether the load balancer that takes over next has handled about as much as the one that serves. */
export const peakLcus: Check = {
  name: "capacity",
  fast: false,
  async look({ inspector, environment, services, stack }) {
    if (!environment) return [];
    const { loadBalancers, services: all } = stack.settings;
    const apis = services.filter((name) => all[name]?.kind === "api" && !isPrivate(all[name]));
    const active = apis.map((name) => serviceState(environment.release, name).activeColor);
    const serving = colors.filter((color) => active.includes(color));
    if (serving.length === 0) return [];
    const answer = await inspector.peakLcus(environment.inventory);
    return judge("load balancers", answer, (found) =>
      serving.map((color) => judgePeak(color, found, loadBalancers.reserveLcu)),
    );
  },
};

/** A load balancer takes a sudden load of twice what it has handled; an idle one takes some. */
const most = { factor: 2, idleLcus: 1 };

export function judgePeak(
  serving: Color,
  { days, peaks }: PeakLcus,
  reserveLcu: number | undefined,
): Judgement {
  const next = otherColor(serving);
  const lcus = (value: number) => `${Number(value.toFixed(1))} LCUs`;
  const reserved = reserveLcu === undefined ? "" : ` and has ${lcus(reserveLcu)} reserved`;
  const found =
    `the ${edgeTitle(serving)}, which serves, peaked at ${lcus(peaks[serving])} a minute in the last ${days} days; ` +
    `the one that takes over next peaked at ${lcus(peaks[next])}${reserved}`;
  const ready = Math.max(peaks[next], reserveLcu ?? 0, most.idleLcus);
  if (peaks[serving] <= most.factor * ready) return ok(edgeTitle(next), found);
  return warning(
    edgeTitle(next),
    `${found}: it may answer 503 until it has grown`,
    "warm it up before the switch (`warm` in the settings of the busiest services), or reserve capacity " +
      "(`loadBalancers.reserveLcu`)",
  );
}

import { z } from "zod";
import { nearest } from "./nearest";
import { ianaName, isZone } from "./zoneTime";

/** Name of an IANA time zone; AWS takes it in no other case than IANA's. */
export const zone = z
  .string()
  .superRefine((name, context) => {
    if (!isZone(name)) context.addIssue({ code: "custom", message: unknownZone(name) });
  })
  .transform((name) => (isZone(name) ? ianaName(name) : name));

/** By its whole name, or by its city alone: `Berlin`. */
function unknownZone(name: string): string {
  const zones = Intl.supportedValuesOf("timeZone");
  const place = name.split("/").at(-1)!.replaceAll(" ", "_");
  const places = zones.map((one) => one.split("/").at(-1)!);
  const city = nearest(place, places);
  const meant = nearest(name, zones) ?? (city && zones[places.indexOf(city)]);
  const hint = meant ? `did you mean \`${meant}\`?` : "write it as in `Europe/Berlin` or `UTC`";
  return `is not an IANA time zone: \`${name}\`; ${hint}`;
}

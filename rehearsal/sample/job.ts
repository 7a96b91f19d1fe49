/** A scheduled command of the sample service: writes which one it is, when it was due, and its version. */
import { image } from "./image";

const { BLUEGREEN_SCHEDULE: name, BLUEGREEN_SCHEDULED_AT: at } = process.env;
process.stdout.write(`${name} ${at} ${image.version}\n`);

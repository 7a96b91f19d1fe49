import { fetchJson } from "./calls";
import { image } from "./image";

/** What a private service's candidate answers by its test name, as its callers would reach it. */
export async function selfTest(): Promise<void> {
  try {
    const found = await fetchJson(new URL("/version", process.env.TEST_URL));
    const { service, version } = found as Record<string, unknown>;
    if (service !== process.env.BLUEGREEN_SERVICE || version !== image.version) {
      throw new Error(`${String(service)} ${String(version)} answered, expected ${image.version}`);
    }
    process.stdout.write(`ok ${process.env.TEST_URL} is version ${image.version}\n`);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  }
}

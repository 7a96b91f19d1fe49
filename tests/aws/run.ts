/** `npm run test:aws`: tests against an emulator of the AWS API on loopback. */
import { installMoto } from "./installMoto";
import { runCommand } from "./runCommand";
import { startMoto } from "./startMoto";

async function main(): Promise<void> {
  const moto = await startMoto(await installMoto());
  try {
    const options = ["--no-config", "--require", "./bin/typescript.cjs", "--timeout", "20000"];
    process.exitCode = await runCommand("npx", ["mocha", ...options, "tests/aws/*.moto.ts"], {
      AWS_ENDPOINT_URL: moto.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    });
  } finally {
    moto.stop();
  }
}

void main();

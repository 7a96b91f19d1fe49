import { checks } from "./checks";

describe("canary statistics: the specification", () => {
  for (const { name, check } of checks) it(name, check);
});

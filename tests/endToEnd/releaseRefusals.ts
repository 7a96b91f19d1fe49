type Refusal = [what: string, args: () => string[], found: RegExp];

/** What `deploy` refuses at once. `images`: references by version, filled in before a test runs. */
export function refusals(images: Record<string, string>): Refusal[] {
  return [
    [
      "an unknown service",
      () => ["--service", "userz", "--image", images["v1"]!],
      /^there is no service userz in the settings; did you mean users\?$/,
    ],
    [
      "an image that does not exist",
      () => ["--service", "users", "--image", `${images["v1"]!}0`],
      /cannot be released as users/,
    ],
    [
      "an image of another service",
      () => ["--service", "users", "--image", images["matching-v1"]!],
      /cannot be released as users: .*matching/,
    ],
    [
      "a service without an image",
      () => ["--service", "users", "--image", "a", "--service", "b"],
      /^found 2 --service and 1 --image/,
    ],
  ];
}

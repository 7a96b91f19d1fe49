import { knows, user } from "./limit";

const mounts = (...volumes: object[]) => user({ volumes });
const tmp = { path: "/tmp", temporary: true };
const data = { path: "/data", efs: "fs-01234567" };
const key = "`services.users.";

describe("the settings check, about the volumes of a service,", () => {
  knows({
    "a volume is a temporary folder or a file system": {
      pass: [
        mounts(),
        mounts(tmp, data),
        mounts({ ...data, efs: "fs-0123456789abcdef0", accessPoint: "fsap-01234567" }),
        mounts({ ...data, readOnly: true }),
      ],
      fail: [
        [
          mounts({ path: "/tmp" }),
          `${key}volumes.0.efs\` is required, or \`temporary: true\` for an empty folder of each task`,
        ],
        [
          mounts({ ...tmp, efs: "fs-01234567" }),
          `${key}volumes.0.efs\` can't be combined with \`temporary: true\``,
        ],
        [
          mounts({ ...tmp, accessPoint: "fsap-01234567" }),
          `${key}volumes.0.accessPoint\` has no effect without \`efs\``,
        ],
        [
          mounts({ ...tmp, readOnly: true }),
          `${key}volumes.0.readOnly\` leaves the temporary folder empty, since nothing can write to it`,
        ],
        [
          mounts({ ...tmp, temporary: false }),
          `${key}volumes.0.efs\` is required, or \`temporary: true\` for an empty folder of each task`,
        ],
      ],
    },
    "a file system and an access point have ids": {
      pass: [],
      fail: [
        ...[
          "data",
          "fs-0123",
          "fs-0123456789ABCDEF0",
          "fs-01234567.efs.eu-central-1.amazonaws.com",
        ].map((efs): [ReturnType<typeof user>, string] => [
          mounts({ ...data, efs }),
          `${key}volumes.0.efs\` must be the id of a file system, such as \`fs-0123abcd\`, found \`${efs}\``,
        ]),
        [
          mounts({ ...data, accessPoint: "fs-01234567" }),
          `${key}volumes.0.accessPoint\` must be the id of an access point: \`fsap-…\`, found \`fs-01234567\``,
        ],
      ],
    },
    "a path is absolute, and is mounted once": {
      pass: [mounts({ ...tmp, path: "/var/lib/app-1_2.3" }, { ...tmp, path: "/var/lib" })],
      fail: [
        ...["tmp", "./tmp", "/", ""].map((path): [ReturnType<typeof user>, string] => [
          mounts({ ...tmp, path }),
          `${key}volumes.0.path\` must be an absolute path below \`/\`, such as \`/tmp\`, found ${path === "" ? "an empty text" : `\`${path}\``}`,
        ]),
        ...["/tmp/", "/a//b", "/a/../b", "/a/.", "/.."].map(
          (path): [ReturnType<typeof user>, string] => [
            mounts({ ...tmp, path }),
            `${key}volumes.0.path\` must be written without \`//\`, \`.\`, \`..\` and without a \`/\` at the end, found \`${path}\``,
          ],
        ),
        ...["/a b", "/a:b", "/a/ä"].map((path): [ReturnType<typeof user>, string] => [
          mounts({ ...tmp, path }),
          `${key}volumes.0.path\` has a space, a colon or a character that is not ASCII`,
        ]),
        [mounts(tmp, { ...data, path: "/tmp" }), `${key}volumes.1.path\` names /tmp twice`],
      ],
    },
    "containers start with no other folder in `/proc`, and few work without the files of the kernel":
      {
        pass: ["/dev/shm", "/process", "/srv/proc", "/system", "/devel"].map((path) =>
          mounts({ ...tmp, path }),
        ),
        fail: [
          ...["/proc", "/proc/net/dev"].map((path): [ReturnType<typeof user>, string] => [
            mounts({ ...tmp, path }),
            `${key}volumes.0.path\` is in \`/proc\`, where containers can have no other folder: no task would start`,
          ]),
          ...["/sys", "/sys/fs/cgroup", "/dev"].map((path): [ReturnType<typeof user>, string] => [
            mounts({ ...data, path }),
            `${key}volumes.0.path\` holds files of the kernel, which the volume would hide: few programs work without them`,
          ]),
        ],
      },
    "a task on Fargate has 21 to 200 GiB, if not 20": {
      pass: [user({ ephemeralGiB: 21 }), user({ ephemeralGiB: 200 })],
      fail: [
        [user({ ephemeralGiB: 20 }), `${key}ephemeralGiB\` must be at least 21, found 20`],
        [user({ ephemeralGiB: 201 }), `${key}ephemeralGiB\` must be at most 200, found 201`],
        [
          user({ ephemeralGiB: 50, compute: { type: "ec2" } }),
          `${key}ephemeralGiB\` is for tasks on Fargate: on instances, images and temporary folders are on the ` +
            "instance's disk; set `compute.diskGiB`",
        ],
      ],
    },
  });
});

import { unwrapped } from "../components/find";
import { about, list, part, problemIf, type Resource, type Rule } from "./rule";

const taskDefinition = "aws:ecs/taskDefinition:TaskDefinition";

function containers(inputs: Resource["inputs"]): unknown[] {
  return list(JSON.parse(unwrapped<string>(inputs["containerDefinitions"])));
}

const good = {
  name: "users",
  image: "registry.example/users@sha256:1",
  logConfiguration: { logDriver: "awslogs" },
};
const one = (change: object) => ({
  executionRoleArn: "arn:execution",
  taskRoleArn: "arn:task",
  containerDefinitions: JSON.stringify([{ ...good, ...change }]),
});

export const taskRules: Rule[] = [
  about(taskDefinition, {
    name: "a task has one role for ECS and another for its code",
    problems: ({ executionRoleArn, taskRoleArn }) =>
      problemIf(!executionRoleArn || !taskRoleArn || executionRoleArn === taskRoleArn, "roles"),
    broken: [
      { taskRoleArn: "arn:task" },
      { executionRoleArn: "arn:execution" },
      { executionRoleArn: "arn:both", taskRoleArn: "arn:both" },
    ],
  }),
  about(taskDefinition, {
    name: "a container runs an image pinned by digest, writes a log, and has no rights on its host",
    problems: (inputs) =>
      containers(inputs).flatMap((container) => [
        ...problemIf(!String(part(container, "image")).includes("@sha256:"), "image by tag"),
        ...problemIf(
          !["awslogs", "awsfirelens"].includes(
            String(part(container, "logConfiguration", "logDriver")),
          ),
          "no log",
        ),
        ...problemIf(part(container, "privileged") === true, "privileged"),
      ]),
    broken: [
      one({ image: "registry.example/users:latest" }),
      one({ logConfiguration: undefined }),
      one({ privileged: true }),
    ],
  }),
  about(taskDefinition, {
    name: "a task shares no network, process or file with its host",
    problems: ({ networkMode, pidMode, ipcMode, volumes }) => [
      ...problemIf(networkMode !== "awsvpc", `network mode ${String(networkMode)}`),
      ...problemIf(pidMode === "host" || ipcMode === "host", "processes of the host"),
      ...problemIf(
        list(volumes).some((volume) => part(volume, "hostPath") !== undefined),
        "files of the host",
      ),
    ],
    broken: [
      { networkMode: "host" },
      { networkMode: "awsvpc", pidMode: "host" },
      { networkMode: "awsvpc", ipcMode: "host" },
      { networkMode: "awsvpc", volumes: [{ name: "all", hostPath: "/" }] },
    ],
  }),
];

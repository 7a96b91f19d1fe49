import { main } from "@pulumi/pulumi/provider";
import { awsxProvider } from "./awsxProvider";
import { endWithCloud } from "./controlApi";

endWithCloud();
void main(awsxProvider, []);

/** Health, for orchestrators. No token is needed and nothing is told about the installation. */
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"

import { Live, Ready } from "./Health.ts"
import { InternalServerError, ServiceUnavailable } from "./WireError.ts"

export class HealthApi extends HttpApiGroup.make("health")
  .add(
    HttpApiEndpoint.get("live", "/health/live", { success: Live, error: InternalServerError }).annotateMerge(
      OpenApi.annotations({ summary: "Is the process alive", description: "Answers as long as the process runs." })
    ),
    HttpApiEndpoint.get("ready", "/health/ready", {
      success: Ready,
      error: [InternalServerError, ServiceUnavailable]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Can the process serve",
        description: "Answers 503 while the database or the key is out of reach, and while the process drains."
      })
    )
  )
  .annotateMerge(OpenApi.annotations({ title: "Health", description: "For orchestrators" })) {}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mesh.Domain.Agents;

/// <summary>How agents and the server write to each other: names in camel case, enums as words.</summary>
public static class AgentJson
{
    /// <summary>
    /// For agents, which pass over fields that they do not know: a server may be newer than its agents.
    /// </summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        },
    };
}

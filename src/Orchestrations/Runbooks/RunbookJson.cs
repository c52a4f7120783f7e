using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>How reports and steps are kept and shown: enums as words, names in camel case.</summary>
public static class RunbookJson
{
    /// <summary>The same in the catalogue, the API and evidence.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };
}

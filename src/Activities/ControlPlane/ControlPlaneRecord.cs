using System.Text.Json;

namespace Mesh.Activities.ControlPlane;

/// <summary>The newest backup of the control plane, as the data folder remembers it.</summary>
/// <param name="Snapshot">Its snapshot.</param>
/// <param name="CutAt">The moment that it shows; what happened later is not in it.</param>
/// <param name="VerifiedAt">When it was seen in the store, whole.</param>
/// <param name="Bytes">How large the state is.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record ControlPlaneRecord(
    string Snapshot, DateTimeOffset CutAt, DateTimeOffset VerifiedAt, long Bytes, double Seconds)
{
    /// <summary>The file's name within the data folder.</summary>
    public const string FileName = "self-backup.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What a data folder remembers; null where it has none, or cannot be read.</summary>
    public static ControlPlaneRecord? Find(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize<ControlPlaneRecord>(File.ReadAllBytes(path), Json)
                : null;
        }
        catch (JsonException)
        {
            // A note for people: the next backup writes it anew.
            return null;
        }
    }

    /// <summary>Replaces what the data folder remembers.</summary>
    public void Write(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, Json));
        File.Move(path + ".new", path, overwrite: true);
    }
}

using Mesh.Domain.Systems;
using Mesh.Sources.MariaDb;

namespace Mesh.Sources.Databases;

/// <summary>The engines that are built, by the name that connections have for them.</summary>
/// <param name="time">The clock of all of them.</param>
public sealed class DatabaseEngines(TimeProvider time)
{
    private readonly MariaDbEngine mariaDb = new(time);

    /// <summary>The engine of a name.</summary>
    public IDatabaseEngine Of(DatabaseEngine engine) => engine switch
    {
        DatabaseEngine.Mariadb => mariaDb,
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "no such engine"),
    };

    /// <summary>The engine of a server.</summary>
    public IDatabaseEngine Of(DatabaseLogin login)
    {
        ArgumentNullException.ThrowIfNull(login);
        return Of(login.Connection.Engine);
    }
}

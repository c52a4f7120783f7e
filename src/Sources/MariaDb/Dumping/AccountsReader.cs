using System.Text;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>Reads users, roles and what they may do, as statements.</summary>
internal sealed class AccountsReader(MariaDbSession session)
{
    private const string Doing = "reading the accounts";

    // The server makes and needs these itself.
    private static readonly string[] ServersOwn = ["mariadb.sys", "PUBLIC", ""];

    /// <summary>The statements; accounts that exist are left as they are, grants are added.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        var users = await session.QueryAsync(
            "SELECT User, Host, is_role = 'Y' FROM mysql.user ORDER BY is_role DESC, User, Host",
            Doing, cancellationToken);
        var sql = new StringBuilder(SqlFiles.TextSettings);
        var grants = new StringBuilder();
        foreach (var row in users)
        {
            var (user, host, isRole) = (row[0]!, row[1]!, row[2] == "1");
            if (ServersOwn.Contains(user))
            {
                continue;
            }

            var name = isRole ? SqlText.Name(user) : $"{SqlText.Name(user)}@{SqlText.Name(host)}";
            sql.Append(isRole
                ? $"CREATE ROLE IF NOT EXISTS {name};\n"
                : $"{await CreateAsync(name, cancellationToken)};\n");
            await AppendGrantsAsync(grants, name, isRole, user, cancellationToken);
        }

        return sql.Append(grants).ToString();
    }

    private async Task<string> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var create = await session.ScalarAsync($"SHOW CREATE USER {name}", Doing, cancellationToken);
        return create!.Replace("CREATE USER ", "CREATE USER IF NOT EXISTS ", StringComparison.Ordinal);
    }

    // A role's grants are shown with those of the roles it has, which come with those roles.
    private async Task AppendGrantsAsync(
        StringBuilder grants, string name, bool isRole, string user, CancellationToken cancellationToken)
    {
        foreach (var row in await session.QueryAsync($"SHOW GRANTS FOR {name}", Doing, cancellationToken))
        {
            var grant = row[0]!;
            if (!isRole || grant.Contains($" TO {SqlText.Name(user)}", StringComparison.Ordinal))
            {
                grants.Append(grant).Append(";\n");
            }
        }
    }
}

using System.Text;
using Mesh.Tests.Kit.MariaDb;

namespace Mesh.Tests.MariaDb.Parts;

/// <summary>Tables as text in which every difference shows, by means of the server alone.</summary>
internal static class Values
{
    /// <summary>All rows, each value by its bytes; sorted.</summary>
    public static async Task<string> OfAsync(MariaDbServer server, string database, string table)
    {
        var columns = await server.SqlAsync(
            $"SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '{database}' AND TABLE_NAME = '{table}' ORDER BY ORDINAL_POSITION");
        var select = new StringBuilder();
        foreach (var column in columns.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // The text of a FLOAT would not show all of its digits.
            var name = column.Split('\t')[0];
            var value = column.EndsWith("\tfloat", StringComparison.Ordinal) ? $"`{name}` * 1e0" : $"`{name}`";
            select.Append(select.Length == 0 ? "" : ", ").Append($"IFNULL(HEX(CAST({value} AS BINARY)), 'NULL')");
        }

        return await server.SqlAsync($"SET time_zone='+00:00'; SELECT {select} FROM `{table}` ORDER BY 1, 2", database);
    }
}

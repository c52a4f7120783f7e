using Mesh.Domain.Systems;

namespace Mesh.Tests.Unit.Names;

/// <summary>Connections as manifests and commands write them.</summary>
public class DatabaseConnectionTests
{
    [Theory]
    [InlineData("mariadb://mesh@db1")]
    [InlineData("mariadb://mesh@db1:3307?password=env:DB_PASSWORD")]
    [InlineData("mariadb://mesh@[::1]:3307?password=file:/etc/mesh/db")]
    [InlineData("mariadb://me%40home@10.0.0.1?tls=off")]
    [InlineData("mariadb://mesh@db1?password=env:P&ca=/etc/ssl/own%20ca.pem")]
    [InlineData("mariadb://root@localhost?socket=/run/mysqld/mysqld.sock")]
    public void What_is_read_is_written_alike(string text) =>
        Assert.Equal(text, DatabaseConnection.Parse(text).ToString());

    [Fact]
    public void The_usual_is_left_out_when_written() => Assert.Equal(
        "mariadb://mesh@db1", DatabaseConnection.Parse("mariadb://mesh@DB1:3306/?tls=verify").ToString());

    [Fact]
    public void Every_part_is_understood()
    {
        var connection = DatabaseConnection.Parse("mariadb://a%20b@db1:3307?password=env:P&tls=unverified");

        Assert.Equal(DatabaseEngine.Mariadb, connection.Engine);
        Assert.Equal("a b", connection.User);
        Assert.Equal("db1", connection.Host);
        Assert.Equal(3307, connection.Port);
        Assert.Equal("env:P", connection.Password!.ToString());
        Assert.Equal(DatabaseTls.Unverified, connection.Tls);
        Assert.Equal("/mariadb/db1:3307", connection.SnapshotPath);
    }

    [Theory]
    [InlineData("db1", "is not a connection to a database server")]
    [InlineData("/srv/files", "is not a connection to a database server")]
    [InlineData("mysql://mesh@db1", "databases of 'mysql' are not built yet")]
    [InlineData("tidb://mesh@db1", "databases of 'tidb' are not built yet")]
    [InlineData("sqlserver://mesh@db1", "databases of 'sqlserver' are not built yet")]
    [InlineData("mongodb://mesh@db1", "databases of 'mongodb' are not built yet")]
    [InlineData("postgresql://mesh@db1", "databases of 'postgresql' are not built yet")]
    [InlineData("http://mesh@db1", "'http' is not a database server")]
    [InlineData("mariadb://mesh:hunter2@db1", "the password itself must not stand here")]
    [InlineData("mariadb://mesh@db1?password=hunter2", "is not a reference to a secret")]
    [InlineData("mariadb://db1", "the account is missing")]
    [InlineData("mariadb://mesh@db1/orders", "something stands behind the server's name")]
    [InlineData("mariadb://mesh@", "is not a connection to a database server")]
    [InlineData("mariadb://mesh@db1?socket=/s", "names a host and a socket")]
    [InlineData("mariadb://mesh@db1:0", "port 0 is no port")]
    [InlineData("mariadb://mesh@db1?tls=maybe", "'tls' is not known")]
    [InlineData("mariadb://mesh@db1?ca=ca.pem", "'ca' is not an absolute path")]
    [InlineData("mariadb://mesh@db1?ca=/ca.pem&tls=off", "names authorities, but certificates are not checked")]
    [InlineData("mariadb://mesh@db1?hunter2", "an option is not known")]
    public void What_is_wrong_is_said_without_the_text(string text, string cause)
    {
        var read = DatabaseConnection.Read(text);

        Assert.False(read.IsValid);
        Assert.Equal(cause, read.Problem.Cause);
        Assert.NotEmpty(read.Problem.Hint);
        Assert.DoesNotContain("hunter2", read.Problem.ToString(), StringComparison.Ordinal);
    }
}

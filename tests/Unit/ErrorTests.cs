using Mesh.Domain.Errors;

namespace Mesh.Tests.Unit;

public class ErrorTests
{
    [Fact]
    public void An_error_says_what_why_and_the_way_out()
    {
        var error = new MeshException("wrong-password", "/backups", "no key opens with this password",
            "check --password-file", ExitCode.WrongPassword);

        Assert.Equal("/backups: no key opens with this password (check --password-file)", error.Message);
        Assert.Equal(12, error.ExitCode);
    }
}

using Mesh.Domain.Errors;
using Mesh.Runtime.Hosting;
using Mesh.Runtime.Queues;
using Mesh.Tests.Kit;
using Microsoft.Extensions.Logging;

namespace Mesh.Tests.Runtime.Hosting;

public sealed class HostJsonTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public void The_file_of_this_repository_is_read_as_a_whole()
    {
        var read = HostJsonReader.Read(Path.Combine(RepositoryRoot.FullPath, "host.json"));
        Assert.Equal("api", read.RoutePrefix);
        Assert.Equal("mesh", read.HubName);
        Assert.Equal(LogLevel.Information, read.LogLevels["default"]);
        Assert.NotEqual(new QueueSettings().MaxPollingInterval, read.Queues.MaxPollingInterval);
        Assert.NotNull(read.MaxConcurrentActivities);
    }

    [Fact]
    public void What_is_absent_has_the_defaults_of_the_Functions_host()
    {
        var read = Read("""{ "version": "2.0", "somethingElse": { "of": "Azure" } }""");
        Assert.Equal("api", read.RoutePrefix);
        Assert.Equal(new QueueSettings(), read.Queues);
        Assert.Null(read.MaxConcurrentActivities);
    }

    [Fact]
    public void Every_value_is_taken_whatever_the_case_of_its_name()
    {
        var read = Read(
            """
            {
              // a comment
              "version": "2.0",
              "logging": { "logLevel": { "default": "warning", "Host.Some": "Debug" } },
              "extensions": {
                "http": { "routePrefix": "" },
                "Queues": {
                  "MaxPollingInterval": "00:00:03", "visibilityTimeout": "00:00:20", "batchSize": 32,
                  "newBatchThreshold": 0, "maxDequeueCount": 9, "messageEncoding": "none",
                },
                "durableTask": { "hubName": "other", "maxConcurrentActivityFunctions": 7 }
              }
            }
            """);
        Assert.Equal("", read.RoutePrefix);
        Assert.Equal(TimeSpan.FromSeconds(3), read.Queues.MaxPollingInterval);
        Assert.Equal(TimeSpan.FromSeconds(20), read.Queues.VisibilityTimeout);
        Assert.Equal(32, read.Queues.BatchSize);
        Assert.Equal(0, read.Queues.NewBatchThreshold);
        Assert.Equal(9, read.Queues.MaxDequeueCount);
        Assert.Equal("none", read.Queues.MessageEncoding.Name);
        Assert.Equal(7, read.MaxConcurrentActivities);
        Assert.Equal(LogLevel.Warning, read.LogLevels["default"]);
        Assert.Equal(LogLevel.Debug, read.LogLevels["Host.Some"]);
    }

    [Theory]
    [InlineData("queues", "batchSize", "33", "a whole number from 1 to 32")]
    [InlineData("queues", "batchSize", "\"8\"", "a whole number from 1 to 32")]
    [InlineData("queues", "batchSize", "1.5", "a whole number from 1 to 32")]
    [InlineData("queues", "maxDequeueCount", "0", "a whole number from 1")]
    [InlineData("queues", "newBatchThreshold", "-1", "a whole number from 0")]
    [InlineData("queues", "maxPollingInterval", "\"soon\"", "a time from")]
    [InlineData("queues", "maxPollingInterval", "1000", "a time from")]
    [InlineData("queues", "maxPollingInterval", "\"00:00:00\"", "a time from")]
    [InlineData("queues", "visibilityTimeout", "\"-00:00:01\"", "a time from")]
    [InlineData("queues", "messageEncoding", "\"utf8\"", "\"base64\" or \"none\"")]
    [InlineData("http", "routePrefix", "\"/api\"", "without a leading")]
    [InlineData("durableTask", "maxConcurrentActivityFunctions", "0", "a whole number from 1")]
    [InlineData("durableTask", "hubName", "\"\"", "a name")]
    public void A_bad_value_is_refused_with_its_place_and_what_belongs_there(
        string section, string name, string value, string expected)
    {
        var json = $$"""{ "version": "2.0", "extensions": { "{{section}}": { "{{name}}": {{value}} } } }""";
        var refused = Assert.Throws<MeshException>(() => Read(json));
        Assert.Equal("bad-host-json", refused.Code);
        Assert.Equal(folder["host.json"], refused.Subject);
        Assert.Equal($"extensions.{section}.{name} is {value}", refused.Cause);
        Assert.Contains(expected, refused.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "is not an object")]
    [InlineData("{}", "version is missing")]
    [InlineData("""{ "version": "3.0" }""", "version is \"3.0\"")]
    [InlineData("""{ "version": "2.0", "extensions": [] }""", "extensions is not an object")]
    [InlineData(
        """{ "version": "2.0", "logging": { "logLevel": { "default": "Loud" } } }""", "default is \"Loud\"")]
    public void A_file_of_another_shape_is_refused(string json, string cause)
    {
        var refused = Assert.Throws<MeshException>(() => Read(json));
        Assert.Equal("bad-host-json", refused.Code);
        Assert.Contains(cause, refused.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal(
            "no-host-json", Assert.Throws<MeshException>(
                () => HostJsonReader.Read(folder["host.json"])).Code);

    public void Dispose() => folder.Dispose();

    private HostJson Read(string json)
    {
        File.WriteAllText(folder["host.json"], json);
        return HostJsonReader.Read(folder["host.json"]);
    }
}

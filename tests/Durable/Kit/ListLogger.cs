using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Mesh.Durable.Tests.Kit;

/// <summary>Keeps what is logged, by category.</summary>
internal sealed class ListLogger : ILoggerFactory
{
    private readonly ConcurrentQueue<(string Category, string Message)> entries = new();

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public IEnumerable<string> Messages(string category) =>
        entries.Where(entry => entry.Category == category).Select(entry => entry.Message);

#pragma warning disable CA2254 // The message is data here.
    public static void Write(ILogger logger, string message) => logger.LogInformation(message);
#pragma warning restore CA2254

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() => entries.Clear();

    private sealed class Category(ListLogger log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            log.entries.Enqueue((name, formatter(state, exception)));
    }
}
